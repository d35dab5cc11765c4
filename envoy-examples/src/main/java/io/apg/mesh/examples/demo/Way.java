package io.apg.mesh.examples.demo;

/** A way of requests through the shop. */
enum Way {
  BY_NAME("catalog by name, through storefront's sidecar", true),
  BY_GATEWAY("catalog by path, through the gateway", true),
  STOREFRONT("storefront, which calls catalog, cart, pricing", false),
  ORDERS("orders, which calls payments", false);

  private final String text;
  private final boolean direct;

  Way(String text, boolean direct) {
    this.text = text;
    this.direct = direct;
  }

  /** In words. */
  String text() {
    return text;
  }

  /** Whether a catalog answers it itself, so that its version shows. */
  boolean direct() {
    return direct;
  }
}
