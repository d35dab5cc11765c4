package io.apg.mesh.benchmarks.micro;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.apg.mesh.benchmarks.mesh.Mesh;
import io.apg.mesh.snapshot.Content;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A resource's version, and the message that carries it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EncodeBenchmark {
  private final Resource resource =
      new Mesh(1).view().resources(XdsType.ENDPOINT).iterator().next();
  private final ByteString body = resource.body();

  /** The hash of its bytes. */
  @Benchmark
  public String version() {
    return Content.version(body);
  }

  /** A response with it, as bytes. */
  @Benchmark
  public byte[] response() {
    return DeltaDiscoveryResponse.newBuilder()
        .setTypeUrl(XdsType.ENDPOINT.typeUrl())
        .setNonce("1.1")
        .addResources(
            io.envoyproxy.envoy.service.discovery.v3.Resource.newBuilder()
                .setName(resource.name())
                .setVersion(resource.version())
                .setResource(
                    Any.newBuilder().setTypeUrl(XdsType.ENDPOINT.typeUrl()).setValue(body)))
        .build()
        .toByteArray();
  }
}
