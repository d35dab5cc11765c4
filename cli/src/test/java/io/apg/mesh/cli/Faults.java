package io.apg.mesh.cli;

import java.util.Map;

/** Manifests: a shop, and what people do to it. Upper-case words stand for ports. */
final class Faults {
  static final String SHOP =
      """
      {kind: service, service_name: cart, endpoints: [{host: 127.0.0.1, port: CART}]}
      ---
      {kind: service, service_name: payments, endpoints: [{host: 127.0.0.1, port: PAYMENTS}]}
      ---
      {kind: service, service_name: search, endpoints: [{host: 127.0.0.1, port: SEARCH}]}
      ---
      kind: route
      route_name: cart
      hosts: [shop.example.com]
      match_value: /cart
      destination_services: [{service_id: svc_cart}]
      ---
      kind: route
      route_name: promotion
      hosts: [shop.example.com]
      match_value: /promotion
      priority: 10
      destination_services: [{service_id: svc_payments}]
      ---
      kind: route
      route_name: search
      hosts: [shop.example.com]
      match_value: /search
      destination_services: [{service_id: svc_search}]
      """;
  static final String LEDGER =
      """
      kind: service
      service_name: ledger
      protocol: tcp
      outbound_port: TAKEN
      endpoints: [{host: 127.0.0.1, port: 5432}]
      """;
  static final String PAYMENTS = "{kind: service, service_name: payments, endpoints: []}";
  static final String PROMOTION =
      """
      kind: route
      route_name: promotion
      hosts: [shop.example.com]
      match_value: /
      priority: 10
      destination_services: [{service_id: svc_payments}]
      """;
  static final String SEARCH =
      """
      kind: service
      service_name: search
      service_version: v2.0.0
      resolution: proxy
      endpoints: [{host: search.example.com, port: 9200}]
      ---
      kind: route
      route_name: search
      hosts: [shop.example.com]
      match_value: /search
      destination_services: [{service_id: svc_search_v2}]
      """;

  private Faults() {}

  static String with(Map<String, String> ports, String manifest) {
    return manifest
        .replace("TAKEN", ports.get("15432"))
        .replace("CART", ports.get("19002"))
        .replace("PAYMENTS", ports.get("19003"))
        .replace("SEARCH", ports.get("19004"));
  }
}
