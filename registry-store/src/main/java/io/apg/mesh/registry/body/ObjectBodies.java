package io.apg.mesh.registry.body;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.Leaving;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.RevisionRecord.ObjectChange;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.Service;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Writes objects as JSON with the field names of the API's flat form, and reads them back. The text
 * of equal objects is equal. Thread-safe.
 */
public final class ObjectBodies {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new SimpleModule().addSerializer(new LowerCaseEnums()))
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();
  private static final TypeReference<List<ObjectChange>> CHANGES = new TypeReference<>() {};

  private ObjectBodies() {}

  /** Body of a service, without its endpoints. */
  public static String write(Service service) {
    return text(ServiceBody.of(service));
  }

  /** Body of an endpoint. */
  public static String write(Endpoint endpoint) {
    return text(EndpointBody.of(endpoint));
  }

  /** Body of a route. */
  public static String write(Route route) {
    return text(RouteBody.of(route));
  }

  /** Body of a load balancer. */
  public static String write(LoadBalancer balancer) {
    return text(LoadBalancerBody.of(balancer));
  }

  /** Body of a service that leaves. */
  public static String write(Leaving leaving) {
    return text(LeavingBody.of(leaving));
  }

  /** The changes of a revision. */
  public static String write(List<ObjectChange> changes) {
    return text(changes);
  }

  /**
   * Reads a service.
   *
   * @throws IllegalArgumentException when the text is not such a body; so do the other readers
   */
  public static Service service(String body) {
    return read(body, ServiceBody.class).toService();
  }

  /** Reads an endpoint. */
  public static Endpoint endpoint(String body) {
    return read(body, EndpointBody.class).toEndpoint();
  }

  /** Reads a route. */
  public static Route route(String body) {
    return read(body, RouteBody.class).toRoute();
  }

  /** Reads a load balancer. */
  public static LoadBalancer loadBalancer(String body) {
    return read(body, LoadBalancerBody.class).toLoadBalancer();
  }

  /** Reads a service that leaves. */
  public static Leaving leaving(String body) {
    return read(body, LeavingBody.class).toLeaving();
  }

  /** Reads the changes of a revision. */
  public static List<ObjectChange> changes(String text) {
    try {
      return MAPPER.readValue(text, CHANGES);
    } catch (JsonProcessingException e) {
      throw unreadable(text, e);
    }
  }

  static <T> T read(String body, Class<T> type) {
    try {
      return MAPPER.readValue(body, type);
    } catch (JsonProcessingException e) {
      throw unreadable(body, e);
    }
  }

  private static IllegalArgumentException unreadable(String text, JsonProcessingException cause) {
    String start = text.length() <= 200 ? text : text.substring(0, 200) + "...";
    return new IllegalArgumentException("body: " + start + " (expected: a stored object)", cause);
  }

  static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a body that cannot be written: " + value, e);
    }
  }

  /** Writes enums as the API's words. */
  @SuppressWarnings("rawtypes")
  private static final class LowerCaseEnums extends StdSerializer<Enum> {
    private static final long serialVersionUID = 1L;

    LowerCaseEnums() {
      super(Enum.class);
    }

    @Override
    public void serialize(Enum value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(value.name().toLowerCase(Locale.ROOT));
    }
  }
}
