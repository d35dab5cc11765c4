package io.apg.mesh.controlplane;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The direction of imports, over all modules. */
@AnalyzeClasses(
    packages = "io.apg.mesh",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
  /** Tests of other modules, which come in archives of their own. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String ENVOY = "io.envoyproxy..";
  private static final String GRPC = "io.grpc..";
  private static final String PROTOBUF = "com.google.protobuf..";
  private static final String JETTY = "org.eclipse.jetty..";
  private static final String JDBI = "org.jdbi..";

  @ArchTest
  static final ArchRule theIrKnowsNoEnvoy = never("io.apg.mesh.ir..", ENVOY, GRPC, PROTOBUF);

  @ArchTest
  static final ArchRule snapshotsKnowNeitherIrNorTranslationNorEnvoyNorGrpc =
      never("io.apg.mesh.snapshot..", "io.apg.mesh.ir..", "io.apg.mesh.translate..", GRPC, ENVOY);

  @ArchTest
  static final ArchRule sessionsKnowOnlySnapshots =
      never("io.apg.mesh.session..", "io.apg.mesh.ir..", "io.apg.mesh.translate..", GRPC, ENVOY);

  @ArchTest
  static final ArchRule translationKnowsNoStreams =
      never("io.apg.mesh.translate..", "io.apg.mesh.session..", GRPC);

  @ArchTest
  static final ArchRule theXdsServerKnowsNoMesh =
      never("io.apg.mesh.xds..", "io.apg.mesh.ir..", "io.apg.mesh.translate..");

  @ArchTest
  static final ArchRule theWayInForOtherProgramsKnowsNoMesh =
      never(
          "io.apg.mesh.embed..",
          "io.apg.mesh.ir..",
          "io.apg.mesh.translate..",
          "io.apg.mesh.session..",
          GRPC);

  @ArchTest
  static final ArchRule theRegistryKnowsNoWireFormat =
      never("io.apg.mesh.registry..", PROTOBUF, GRPC, ENVOY, JETTY, "io.apg.mesh.snapshot..");

  @ArchTest
  static final ArchRule theRegistrysRecordsAndPlansDoNoIo =
      never("io.apg.mesh.registry.plan..", JDBI, "java.sql..", "java.nio.file..");

  @ArchTest
  static final ArchRule mappingIsPure =
      never(
          "io.apg.mesh.controlplane.mapping..",
          JETTY,
          JDBI,
          GRPC,
          ENVOY,
          "io.apg.mesh.controlplane.publish..");

  @ArchTest
  static final ArchRule publishingKnowsNoFrontDoor =
      never(
          "io.apg.mesh.controlplane.publish..",
          JETTY,
          "io.apg.mesh.v1..",
          "io.apg.mesh.controlplane.http..",
          "io.apg.mesh.controlplane.admin..");

  @ArchTest
  static final ArchRule adminKnowsNoHttp =
      never("io.apg.mesh.controlplane.admin..", JETTY, "io.apg.mesh.controlplane.http..");

  @ArchTest
  static final ArchRule httpKnowsNoRegistry =
      never(
          "io.apg.mesh.controlplane.http..",
          "io.apg.mesh.registry.plan..",
          "io.apg.mesh.registry.sqlite..",
          "io.apg.mesh.snapshot..",
          "io.apg.mesh.controlplane.admin..");

  @ArchTest
  static final ArchRule noPackageCycles =
      slices()
          .matching("io.apg.mesh.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a change must have one direction to go");

  @ArchTest
  static final ArchRule noPackageCyclesInTheControlPlane =
      slices().matching("io.apg.mesh.controlplane.(**)").should().beFreeOfCycles();

  private static ArchRule never(String from, String... to) {
    return noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(to)
        .allowEmptyShould(true);
  }
}
