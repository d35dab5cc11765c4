package io.apg.mesh.controlplane.admin;

import com.google.api.FieldBehavior;
import com.google.api.FieldBehaviorProto;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Messages with every field set that a client may set. A field that is new and not a plain text
 * needs an entry in {@link #VALUES}, or the round trip will tell.
 */
final class Samples {
  /** By message and field; enums by number. What is not here is made from the field's name. */
  private static final Map<String, Object> VALUES =
      Map.ofEntries(
          Map.entry("ServiceObject.service_id", "svc_sample"),
          Map.entry("ServiceObject.service_name", "sample"),
          Map.entry("ServiceObject.service_version", "v2.3"),
          Map.entry("ServiceObject.namespace", "shop"),
          Map.entry("ServiceObject.status", 2),
          Map.entry("ServiceObject.protocol", 4),
          Map.entry("ServiceObject.outbound_port", 5432),
          Map.entry("ServiceObject.default", false),
          Map.entry("ServiceObject.reach", 3),
          Map.entry("ServiceObject.resolution", 2),
          Map.entry("ServiceObject.dependencies", List.of("svc_other")),
          Map.entry("ServiceObject.load_balancer_id", "lb_sample"),
          Map.entry("LoadBalancerObject.load_balancer_id", "lb_sample"),
          Map.entry("LoadBalancerObject.load_balancer_name", "sample"),
          Map.entry("LoadBalancerObject.algorithm", 5),
          Map.entry("LoadBalancerObject.session_affinity", true),
          Map.entry("LoadBalancerObject.session_affinity_cookie", "SID"),
          Map.entry("LoadBalancerObject.health_check_enabled", true),
          Map.entry("LoadBalancerObject.health_check_interval", 11),
          Map.entry("LoadBalancerObject.health_check_mode", 2),
          Map.entry("LoadBalancerObject.health_check_timeout", 4),
          Map.entry("LoadBalancerObject.health_check_unhealthy_threshold", 6),
          Map.entry("LoadBalancerObject.health_check_healthy_threshold", 7),
          Map.entry("LoadBalancerObject.health_check_path", "/health"),
          Map.entry("LoadBalancerObject.circuit_breaker_enabled", false),
          Map.entry("LoadBalancerObject.failure_threshold", 3),
          Map.entry("LoadBalancerObject.recovery_timeout", 12),
          Map.entry("LoadBalancerObject.max_connections", 100),
          Map.entry("LoadBalancerObject.max_pending_requests", 101),
          Map.entry("LoadBalancerObject.max_requests", 102),
          Map.entry("LoadBalancerObject.max_retries", 0),
          Map.entry("ServiceIdList.service_ids", List.of("svc_sample")),
          Map.entry("EndpointObject.endpoint_id", "ep_sample~10.0.0.7~8080"),
          Map.entry("EndpointObject.host", "10.0.0.7"),
          Map.entry("EndpointObject.port", 8080),
          Map.entry("EndpointObject.protocol", 4),
          Map.entry("EndpointObject.path", "/api"),
          Map.entry("EndpointObject.weight", 7),
          Map.entry("EndpointObject.health_check_path", "/health"),
          Map.entry("EndpointObject.priority", 3),
          Map.entry("RouteObject.route_id", "route_sample"),
          Map.entry("RouteObject.route_name", "sample"),
          Map.entry("RouteObject.hosts", List.of("shop.example.org", "*.example.com")),
          Map.entry("RouteObject.match_type", 3),
          Map.entry("RouteObject.match_value", "/a/.*"),
          Map.entry("RouteObject.methods", List.of("GET", "POST")),
          Map.entry("RouteObject.timeout_ms", 1234),
          Map.entry("RouteObject.retry_attempts", 4),
          Map.entry("RouteObject.retry_on", List.of("5xx", "reset")),
          Map.entry("RouteObject.priority", 1000),
          Map.entry("RouteObject.enabled", false),
          Map.entry("WeightedDestination.service_id", "svc_other"),
          Map.entry("WeightedDestination.weight", 42),
          Map.entry("MatchCondition.name", "x-name"),
          Map.entry("MatchCondition.invert", true));

  /** Only one of these may be set. */
  private static final List<String> COMPARISONS = List.of("exact", "prefix", "regex", "present");

  private Samples() {}

  /** A message with every settable field set. */
  static void fill(Message.Builder message) {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (!isSettable(field) || COMPARISONS.contains(field.getName())) {
        continue;
      }
      if (field.isMapField()) {
        Message.Builder entry = message.newBuilderForField(field);
        entry.setField(entry.getDescriptorForType().findFieldByName("key"), "k");
        entry.setField(
            entry.getDescriptorForType().findFieldByName("value"), "of " + field.getName());
        message.addRepeatedField(field, entry.build());
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        fillMessage(message, field);
      } else {
        message.setField(field, value(field));
      }
    }
  }

  static boolean isSettable(FieldDescriptor field) {
    List<FieldBehavior> behaviours =
        field.getOptions().getExtension(FieldBehaviorProto.fieldBehavior);
    return !behaviours.contains(FieldBehavior.OUTPUT_ONLY)
        && !behaviours.contains(FieldBehavior.INPUT_ONLY);
  }

  /** The settable fields of a message, by path, as text. */
  static Map<String, String> fields(Message message) {
    Map<String, String> result = new TreeMap<>();
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              if (!isSettable(field)) {
                return;
              }
              List<?> values = field.isRepeated() ? (List<?>) value : List.of(value);
              for (int i = 0; i < values.size(); i++) {
                String name = field.getName() + (field.isRepeated() ? "/" + i : "");
                if (values.get(i) instanceof Message part && !field.isMapField()) {
                  fields(part).forEach((key, text) -> result.put(name + "/" + key, text));
                } else {
                  result.put(name, values.get(i).toString());
                }
              }
            });
    return result;
  }

  private static void fillMessage(Message.Builder message, FieldDescriptor field) {
    if (field.getMessageType().getName().equals("MatchCondition")) {
      for (String comparison : COMPARISONS) {
        Message.Builder condition = message.newBuilderForField(field);
        fill(condition);
        FieldDescriptor chosen = field.getMessageType().findFieldByName(comparison);
        condition.setField(chosen, comparison.equals("present") ? true : "a.*" + comparison);
        message.addRepeatedField(field, condition.build());
      }
      return;
    }
    Message.Builder part = message.newBuilderForField(field);
    fill(part);
    if (field.isRepeated()) {
      message.addRepeatedField(field, part.build());
    } else {
      message.setField(field, part.build());
    }
  }

  private static Object value(FieldDescriptor field) {
    Object value = VALUES.get(field.getContainingType().getName() + "." + field.getName());
    if (field.getJavaType() == FieldDescriptor.JavaType.ENUM && value != null) {
      return field.getEnumType().findValueByNumber((Integer) value);
    }
    if (value == null && field.getJavaType() == FieldDescriptor.JavaType.STRING) {
      return "some " + field.getName();
    }
    if (value == null) {
      throw new AssertionError("no sample for " + field.getFullName());
    }
    return value;
  }
}
