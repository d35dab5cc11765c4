# Thin names for Maven lines; CONTRIBUTING.md has the table. `make help` lists them.
MVN ?= mvn
MAVEN = $(MVN) -B -ntp
export MVN

PRODUCT = control-plane,cli,envoy-examples
BENCH = java -jar benchmarks/target/benchmarks.jar --output benchmarks/target
BUILT = target/.built
# What random choices of `make soak` come from.
SEED ?= 1
# The tests that rewrite what they compare with.
WRITTEN = GoldenTest,BootstrapTest,ConfigReferenceTest,MeshctlDocTest,TroubleshootingOnEnvoyTest
SOURCES = $(shell find . \( -name target -o -name .git -o -name .venv -o -name node_modules -o -name test \) \
  -prune -o -type f \( -name pom.xml -o -path '*/src/*' \) -print)

.DEFAULT_GOAL := help
.PHONY: help build test conformance soak it lint fmt golden docs demo verify compose bench bench-quick bench-jmh bench-build image-check clean hooks ci tools

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: $(BUILT) ## What bin/meshd and bin/meshctl need; tests left out, nothing to do when nothing changed

$(BUILT): $(SOURCES) | tools
	$(MAVEN) -q -Pfast -DskipTests -pl $(PRODUCT) -am package
	scripts/meshctl-archive
	@mkdir -p $(@D) && touch $@

test: tools ## Everything: all gates, all tests, real Envoys too
	ENVOY_PATH=$$(scripts/envoy-path) && export ENVOY_PATH && scripts/grpc-js >/dev/null && $(MAVEN) verify
	@scripts/xds-conformance

conformance: ## Rewrites docs/xds-conformance.md from the reports of the last full test run
	@scripts/xds-conformance --write

soak: tools ## The tests of traffic on real Envoys with many more changes: make soak SEED=7
	ENVOY_PATH=$$(scripts/envoy-path) && export ENVOY_PATH && \
	$(MAVEN) -q -Pfast test -Dtest='*OnEnvoyTest' -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dtraffic.soak=5 -Dtraffic.seed=$(SEED)

it: tools ## One test class or pattern with what it needs: make it TEST=EnvoyProcessTest
	ENVOY_PATH=$$(scripts/envoy-path) && export ENVOY_PATH && \
	$(MAVEN) -q -Pfast test -Dtest='$(TEST)' -Dsurefire.failIfNoSpecifiedTests=false

lint: tools ## The gates alone: formatting, compiler warnings, Error Prone, NullAway, versions
	$(MAVEN) -q -DskipTests test-compile

fmt: tools ## Formats the Java sources
	$(MAVEN) -q spotless:apply

golden: tools ## Rewrites the golden files; look at the diff before committing
	$(MAVEN) -q -Pfast test -Dgolden.update=true -Dtest='$(WRITTEN)' -Dsurefire.failIfNoSpecifiedTests=false

docs: tools ## Rewrites the pages that are made from the code
	$(MAVEN) -q -Pfast test -Dgolden.update=true -Dtest=ConfigReferenceTest,MeshctlDocTest,TroubleshootingOnEnvoyTest -Dsurefire.failIfNoSpecifiedTests=false

demo: $(BUILT) ## The mesh on this machine with real Envoys and load; DURATION=60s for a run with an end, SCENARIO=canary
	@ENVOY_PATH=$$(scripts/envoy-path) && export ENVOY_PATH && exec bin/demo

bench: bench-build ## Whole-system benchmarks beside java-control-plane, an hour; CASE=endpoint BENCH_OPTIONS='--nodes 200'
	@$(BENCH) $(foreach case,$(CASE),--case $(case)) $(BENCH_OPTIONS)

bench-quick: bench-build ## The main ones with small fleets, in three minutes
	@$(BENCH) --quick --nodes 200 --services 300 --sotw-nodes 50 --warm 100 --rounds 3 $(BENCH_OPTIONS)

bench-jmh: bench-build ## Parts by themselves; BENCH_OPTIONS='Session -prof gc'
	@java -cp benchmarks/target/benchmarks.jar org.openjdk.jmh.Main -f 1 -wi 3 -w 2 -i 5 -r 2 $(BENCH_OPTIONS)

bench-build: $(BUILT)
	@$(MAVEN) -q -Pfast -DskipTests -pl benchmarks -am package

compose: $(BUILT) ## Rewrites docker-compose.yml and what belongs to it from the demo's topology
	@bin/demo compose

image-check: $(BUILT) ## Builds the image and starts it, where buildah is installed
	@scripts/image-check

verify: $(BUILT) ## The demo without a person: its story is checked, by REST and meshctl, and told as a table
	@ENVOY_PATH=$$(scripts/envoy-path) && export ENVOY_PATH && exec bin/demo --verify

clean: ## Removes what was built; the Envoy in .venv stays
	$(MAVEN) -q clean
	@rm -rf target

hooks: ## Makes git run the gates on what a commit touches
	git config core.hooksPath .githooks

ci: ## What the build machine runs
	@.ci/run

tools:
	@scripts/check-tools
