package io.apg.mesh.benchmarks.micro;

import io.apg.mesh.benchmarks.mesh.Mesh;
import io.apg.mesh.ir.EndpointGroup;
import io.apg.mesh.ir.EndpointHealth;
import io.apg.mesh.ir.Source;
import io.apg.mesh.ir.Upstream;
import io.apg.mesh.ir.UpstreamEndpoint;
import io.apg.mesh.ir.UpstreamProtocol;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.translate.TranslateOptions;
import io.apg.mesh.translate.Translator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One object to encoded Envoy configuration, and one change to the next view of 1,000 services. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TranslateBenchmark {
  private static final Source SOURCE = new Source("service", "svc_1");

  private final Translator translator = new Translator(TranslateOptions.DEFAULTS);
  private final Mesh mesh = new Mesh(1_000);
  private final Upstream upstream = new Upstream("svc_1", UpstreamProtocol.HTTP1, SOURCE);
  private final EndpointGroup group =
      new EndpointGroup(
          "svc_1",
          List.of(
              new UpstreamEndpoint("10.0.0.1", 8080, 1, "", 0, EndpointHealth.HEALTHY),
              new UpstreamEndpoint("10.0.0.2", 8080, 1, "", 0, EndpointHealth.HEALTHY)),
          SOURCE);

  /** A cluster. */
  @Benchmark
  public EncodedResource cluster() {
    return translator.cluster(upstream);
  }

  /** A load assignment. */
  @Benchmark
  public EncodedResource endpoints() {
    return translator.endpoints(group);
  }

  /** A load assignment in the next view. */
  @Benchmark
  public View endpointChange() {
    mesh.changeEndpoint();
    return mesh.view();
  }

  /** A virtual host in the next view. */
  @Benchmark
  public View routeChange() {
    mesh.changeRoute();
    return mesh.view();
  }
}
