package io.apg.mesh.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.apg.mesh.ir.EndpointGroup;
import io.apg.mesh.ir.UpstreamEndpoint;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteFragment;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster.ClusterWeight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds for every mesh, tried on many that are functions of their seeds. */
final class TranslatorPropertyTest {
  private static final int MESHES = 400;
  private static final Translator TRANSLATOR = new Translator(TranslateOptions.DEFAULTS);

  @Test
  void equalInputGivesEqualBytes() {
    for (long seed = 0; seed < MESHES; seed++) {
      for (XdsType type : XdsType.values()) {
        assertThat(Translated.of(RandomMesh.of(seed)).bodies(type))
            .isEqualTo(Translated.of(RandomMesh.of(seed)).bodies(type));
      }
    }
  }

  @Test
  void versionsAreEqualWhereBytesAre() {
    Map<String, ByteString> byVersion = new HashMap<>();
    Map<ByteString, String> byBody = new HashMap<>();
    for (long seed = 0; seed < MESHES; seed++) {
      for (List<Resource> resources : Translated.of(RandomMesh.of(seed)).resources().values()) {
        for (Resource resource : resources) {
          ByteString same = byVersion.putIfAbsent(resource.version(), resource.body());
          assertThat(same == null ? resource.body() : same).isEqualTo(resource.body());
          String known = byBody.putIfAbsent(resource.body(), resource.version());
          assertThat(known == null ? resource.version() : known).isEqualTo(resource.version());
        }
      }
    }
    assertThat(byVersion).hasSizeGreaterThan(MESHES);
  }

  @Test
  void fragmentsAddUpToTheVirtualHost() throws Exception {
    for (long seed = 0; seed < MESHES; seed++) {
      for (var host : RandomMesh.of(seed).virtualHosts()) {
        VirtualHost.Builder direct =
            VirtualHost.newBuilder().setName(host.name()).addAllDomains(host.domains());
        host.routes().forEach(r -> direct.addRoutes(Routes.of(r, Routes.targets(r))));
        VirtualHostFragment fragment = TRANSLATOR.virtualHost(host);
        assertThat(fragment.body()).isEqualTo(direct.build().toByteString());
        assertThat(VirtualHost.parseFrom(fragment.body())).isEqualTo(direct.build());
      }
    }
  }

  @Test
  void aFragmentNamesItsClusters() throws Exception {
    for (long seed = 0; seed < MESHES; seed++) {
      for (var host : RandomMesh.of(seed).virtualHosts()) {
        for (RouteFragment fragment : TRANSLATOR.virtualHost(host).routes()) {
          Route route = Route.parseFrom(fragment.body());
          assertThat(clusters(route.getRoute())).isEqualTo(fragment.clusters());
          assertThat(route.hasRoute()).isNotEqualTo(fragment.clusters().isEmpty());
          assertThat(route.getName()).isEqualTo(fragment.key()).isEqualTo(fragment.origin().id());
        }
      }
    }
  }

  private static Set<String> clusters(RouteAction action) {
    Set<String> names = new HashSet<>();
    if (!action.getCluster().isEmpty()) {
      names.add(action.getCluster());
    }
    for (ClusterWeight cluster : action.getWeightedClusters().getClustersList()) {
      assertThat(cluster.getWeight().getValue()).isPositive();
      names.add(cluster.getName());
    }
    return names;
  }

  @Test
  void loadAssignmentsAreWhatEnvoyDemands() throws Exception {
    for (long seed = 0; seed < MESHES; seed++) {
      for (EndpointGroup group : RandomMesh.of(seed).endpoints()) {
        ClusterLoadAssignment load =
            ClusterLoadAssignment.parseFrom(TRANSLATOR.endpoints(group).body());
        assertThat(load.getClusterName()).isEqualTo(group.cluster());
        Set<String> addresses = new HashSet<>();
        int priority = 0;
        for (LocalityLbEndpoints locality : load.getEndpointsList()) {
          assertThat(locality.getPriority()).isBetween(priority, priority + 1);
          priority = locality.getPriority();
          int sum = 0;
          for (LbEndpoint endpoint : locality.getLbEndpointsList()) {
            assertThat(addresses.add(endpoint.getEndpoint().getAddress().toString())).isTrue();
            assertThat(endpoint.getLoadBalancingWeight().getValue()).isPositive();
            sum += endpoint.getLoadBalancingWeight().getValue();
          }
          assertThat(locality.getLoadBalancingWeight().getValue()).isEqualTo(sum).isPositive();
        }
        assertThat(load.getEndpointsCount() == 0 ? 0 : load.getEndpoints(0).getPriority()).isZero();
      }
    }
  }

  @Test
  void theOrderOfEndpointsDoesNotMatter() {
    for (long seed = 0; seed < MESHES; seed++) {
      for (EndpointGroup group : RandomMesh.of(seed).endpoints()) {
        List<UpstreamEndpoint> shuffled = new ArrayList<>(group.endpoints());
        Collections.shuffle(shuffled, new Random(seed));
        EndpointGroup other = new EndpointGroup(group.cluster(), shuffled, group.source());
        assertThat(TRANSLATOR.endpoints(other)).isEqualTo(TRANSLATOR.endpoints(group));
      }
    }
  }
}
