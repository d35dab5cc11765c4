package io.apg.mesh.ir;

/** What is spoken to the endpoints of a cluster. */
public enum UpstreamProtocol {
  HTTP1,
  HTTP2,
  /** HTTP/2 whose streams may live long: no idle timeout. */
  GRPC,
  /** Bytes. */
  TCP
}
