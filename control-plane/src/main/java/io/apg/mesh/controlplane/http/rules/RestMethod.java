package io.apg.mesh.controlplane.http.rules;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.apg.mesh.v1.Access;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC method as REST has it. Immutable.
 *
 * @param verb the HTTP method
 * @param grpc what is called
 * @param schema its descriptor
 * @param bodyField the request's field that the body is; null where {@code body} is "*" or none
 * @param bodyIsRequest whether the body is the request itself
 * @param creates the path of what the method makes; null = it makes nothing
 */
public record RestMethod(
    String verb,
    PathTemplate path,
    MethodDescriptor<Message, Message> grpc,
    com.google.protobuf.Descriptors.MethodDescriptor schema,
    @Nullable FieldDescriptor bodyField,
    boolean bodyIsRequest,
    @Nullable PathTemplate creates) {

  /** The REST form of a method, or null where it has none. */
  public static @Nullable RestMethod of(MethodDescriptor<?, ?> method) {
    if (!(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier supplier)) {
      return null;
    }
    var schema = supplier.getMethodDescriptor();
    if (!schema.getOptions().hasExtension(AnnotationsProto.http)) {
      return null;
    }
    HttpRule rule = schema.getOptions().getExtension(AnnotationsProto.http);
    String creates = schema.getOptions().getExtension(io.apg.mesh.v1.AnnotationsProto.creates);
    boolean star = rule.getBody().equals("*");
    return new RestMethod(
        rule.getPatternCase().name(),
        PathTemplate.parse(pattern(rule)),
        messages(method),
        schema,
        star || rule.getBody().isEmpty()
            ? null
            : schema.getInputType().findFieldByName(rule.getBody()),
        star,
        creates.isEmpty() ? null : PathTemplate.parse(creates));
  }

  /** Whether it takes a body. */
  public boolean hasBody() {
    return bodyIsRequest || bodyField != null;
  }

  /** Type of the body. */
  public Descriptor bodyType() {
    return bodyField == null ? schema.getInputType() : bodyField.getMessageType();
  }

  /** The request's fields that are query parameters. */
  public List<FieldDescriptor> queryFields() {
    if (bodyIsRequest) {
      return schema.getInputType().getFields().stream()
          .filter(f -> f.getOptions().getExtension(io.apg.mesh.v1.AnnotationsProto.inQuery))
          .toList();
    }
    Set<String> bound = Set.copyOf(path.variables());
    return schema.getInputType().getFields().stream()
        .filter(f -> !bound.contains(f.getName()) && !f.equals(bodyField))
        .toList();
  }

  /** Names of the query parameters, those that every read has among them. */
  public Set<String> queryNames() {
    Stream<String> own = queryFields().stream().map(FieldDescriptor::getName);
    Stream<String> common = isRead() ? Parameters.OF_READS.stream() : Stream.of();
    Stream<String> dry = canDryRun() ? Stream.of(Parameters.DRY_RUN) : Stream.of();
    return Stream.of(own, common, dry, Stream.of(Parameters.TENANT_ID))
        .flatMap(s -> s)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether it only reads. */
  public boolean isRead() {
    return verb.equals("GET");
  }

  /** Whether it takes {@link Parameters#DRY_RUN}. */
  public boolean canDryRun() {
    return schema.getOptions().getExtension(io.apg.mesh.v1.AnnotationsProto.canDryRun);
  }

  /** The least role that may call it. */
  public Access access() {
    return schema.getOptions().getExtension(io.apg.mesh.v1.AnnotationsProto.access);
  }

  /** An empty request. */
  public Message.Builder newRequest() {
    var marshaller = (MethodDescriptor.PrototypeMarshaller<Message>) grpc.getRequestMarshaller();
    Message prototype = marshaller.getMessagePrototype();
    if (prototype == null) {
      throw new IllegalStateException("method: " + grpc.getFullMethodName() + " has no prototype");
    }
    return prototype.newBuilderForType();
  }

  @Override
  public String toString() {
    return verb + " " + path;
  }

  private static String pattern(HttpRule rule) {
    return switch (rule.getPatternCase()) {
      case GET -> rule.getGet();
      case PUT -> rule.getPut();
      case POST -> rule.getPost();
      case DELETE -> rule.getDelete();
      case PATCH -> rule.getPatch();
      default -> throw new IllegalArgumentException("http: " + rule + " (expected: one method)");
    };
  }

  /** Every message of a proto method is a {@link Message}. */
  @SuppressWarnings("unchecked")
  private static MethodDescriptor<Message, Message> messages(MethodDescriptor<?, ?> method) {
    return (MethodDescriptor<Message, Message>) method;
  }
}
