# The control plane, meshctl and the demo's applications in one image; see docs/containers.md.
ARG BUILD_IMAGE=docker.io/library/maven:3.9-eclipse-temurin-21
ARG RUN_IMAGE=docker.io/library/eclipse-temurin:21-jre

FROM ${BUILD_IMAGE} AS build
ARG MAVEN_ARGS=""
WORKDIR /build
COPY pom.xml LICENSE ./
COPY proto proto
COPY registry-store registry-store
COPY snapshot-cache snapshot-cache
COPY xds-server xds-server
COPY control-plane control-plane
COPY cli cli
COPY envoy-examples envoy-examples
COPY interop interop
RUN mvn -B -ntp -q -Pfast -DskipTests ${MAVEN_ARGS} -pl control-plane,cli,envoy-examples -am package

FROM ${RUN_IMAGE}
RUN groupadd --gid 10001 mesh \
 && useradd --uid 10001 --gid mesh --no-create-home --home-dir /var/lib/apg-mesh --shell /usr/sbin/nologin mesh \
 && install -d -o mesh -g mesh /var/lib/apg-mesh
WORKDIR /opt/apg-mesh
COPY LICENSE ./
COPY bin bin
COPY --from=build /build/control-plane/target/control-plane.jar control-plane/target/
COPY --from=build /build/control-plane/target/lib control-plane/target/lib
COPY --from=build /build/cli/target/meshctl.jar cli/target/
COPY --from=build /build/cli/target/lib cli/target/lib
COPY --from=build /build/envoy-examples/target/envoy-examples.jar envoy-examples/target/
COPY --from=build /build/envoy-examples/target/lib envoy-examples/target/lib
ENV PATH=/opt/apg-mesh/bin:$PATH DATABASE_URL=sqlite:/var/lib/apg-mesh/mesh.db
USER mesh
WORKDIR /var/lib/apg-mesh
VOLUME /var/lib/apg-mesh
EXPOSE 8000 18000 18001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8000 && printf 'GET /livez HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
# Each of them on all addresses: plain text is for a network of its own, or behind something that ends TLS. Proxies need tokens then
# (docs/tokens.md), unless MESH_SECURITY_PROXY_AUTHENTICATION_REQUIRED is false.
ENTRYPOINT ["meshd"]
CMD ["run", "--set", "server.http.host=0.0.0.0", "--set", "server.xds.host=0.0.0.0", "--set", "server.admin.host=0.0.0.0", "--set", "server.allow_plaintext=true"]
