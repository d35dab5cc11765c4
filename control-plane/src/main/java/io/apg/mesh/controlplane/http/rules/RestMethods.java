package io.apg.mesh.controlplane.http.rules;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** All methods that REST has, and which of them a request means. Immutable. */
public final class RestMethods {
  /** What a verb and a path mean. */
  public sealed interface Match {
    /** A method, with the values of its path. */
    record Found(RestMethod method, Map<String, String> variables) implements Match {}

    /** The path is there, the verb is not. */
    record WrongVerb(List<String> allowed) implements Match {}

    /** There is no such path. */
    record Unknown() implements Match {}
  }

  private final List<RestMethod> methods;

  private RestMethods(List<RestMethod> methods) {
    this.methods = List.copyOf(methods);
  }

  /** The unary methods of the services that have a {@code google.api.http} rule. */
  public static RestMethods of(Collection<ServerServiceDefinition> services) {
    List<RestMethod> methods =
        services.stream()
            .flatMap(service -> service.getServiceDescriptor().getMethods().stream())
            .filter(method -> method.getType() == MethodDescriptor.MethodType.UNARY)
            .map(RestMethod::of)
            .filter(Objects::nonNull)
            .sorted(
                Comparator.comparing((RestMethod m) -> m.path().variables().size())
                    .thenComparing(m -> m.path().toString())
                    .thenComparing(RestMethod::verb))
            .toList();
    return new RestMethods(methods);
  }

  /** All of them; those with fewer variables first, so that a literal goes before a variable. */
  public List<RestMethod> all() {
    return methods;
  }

  /** What a request means. */
  public Match find(String verb, List<String> path) {
    TreeSet<String> allowed = new TreeSet<>();
    for (RestMethod method : methods) {
      Map<String, String> variables = method.path().match(path);
      if (variables == null) {
        continue;
      }
      if (method.verb().equals(verb) || (verb.equals("HEAD") && method.isRead())) {
        return new Match.Found(method, variables);
      }
      allowed.add(method.verb());
    }
    return allowed.isEmpty() ? new Match.Unknown() : new Match.WrongVerb(new ArrayList<>(allowed));
  }
}
