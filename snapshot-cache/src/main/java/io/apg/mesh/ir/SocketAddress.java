package io.apg.mesh.ir;

/** An IP address and a port. */
public record SocketAddress(String address, int port) {
  @Override
  public String toString() {
    return address + ":" + port;
  }
}
