package io.apg.mesh.examples;

/** A way of requests through the demo's mesh. */
enum DemoWay {
  BY_NAME("catalog by name, through the shop's sidecar", true),
  BY_GATEWAY("catalog by path, through the gateway", true),
  CHAIN("shop through the gateway, which calls catalog", false);

  private final String text;
  private final boolean direct;

  DemoWay(String text, boolean direct) {
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
