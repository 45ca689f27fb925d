# Paris Mobility Pulse. `make` alone lists the targets; only `dotnet` is needed.
SHELL := /usr/bin/env bash
CONFIG ?= Release
FEED ?=
FEEDS ?=
POLL ?=
POLLS ?=
LOCAL := src/PmpPulse.Local/bin/$(CONFIG)/net10.0/PmpPulse.Local.dll
QUIET := --configuration $(CONFIG) --nologo --verbosity quiet

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
export CONFIG FEED FEEDS POLL POLLS

# .NET keeps its package cache under HOME; where there is none, it stays in the checkout
ifeq ($(strip $(HOME)),)
export HOME := $(CURDIR)/.tools/home
endif

.DEFAULT_GOAL := help
# every target with a description
.PHONY: $(shell grep -oE "^[a-z-]+:.*\#\# " $(MAKEFILE_LIST) | cut -d: -f1) require-dotnet

help: ## list the targets
	@echo "Paris Mobility Pulse"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-15s %s\n", $$1, $$2 }'

up: local ## run the whole system here: FEED=auto|live|sim|dir:PATH  FEEDS=IDS  POLL=60s
	@exec dotnet $(LOCAL) up $(ARGS)

demo: local ## run it bounded, with a report: FEED=sim  POLLS=5  POLL=1s
	@exec dotnet $(LOCAL) demo $(ARGS)

test: build ## run every test
	@scripts/run-tests.sh

stress-test: build ## run every test beside busy processes: BUSY=8
	@scripts/stress-test.sh

check: require-dotnet ## the quick gate: format, build, unit tests
	@$(MAKE) --no-print-directory build
	@echo "Checking the format..."
	@dotnet format whitespace PmpPulse.sln --no-restore --verify-no-changes --verbosity quiet
	@scripts/run-tests.sh --filter 'Category!=Slow'

build: require-dotnet ## build everything
	@scripts/build.sh PmpPulse.sln

format: require-dotnet ## rewrite the sources in the house format
	@dotnet format PmpPulse.sln

status: ## what the running system is doing
	@scripts/pmpctl.sh status

collect: ## poll both feeds now
	@scripts/pmpctl.sh collect

verify: ## check that nothing is lost or duplicated
	@scripts/pmpctl.sh verify

bench: require-dotnet ## measure against named peers, into artifacts/bench.json: SCENARIO=name  BENCH_ARGS=--help
	@CONFIG=Release scripts/build.sh tests/PmpPulse.Benchmarks
	@exec dotnet tests/PmpPulse.Benchmarks/bin/Release/net10.0/PmpPulse.Benchmarks.dll $(SCENARIO) $(BENCH_ARGS)

soak: require-dotnet ## a day of snapshots in minutes: memory, bytes on disk, how long writes are held up; fails by name: SOAK_MINUTES=10
	@CONFIG=Release scripts/build.sh tests/PmpPulse.Benchmarks
	@SOAK_MINUTES=$(SOAK_MINUTES) exec dotnet tests/PmpPulse.Benchmarks/bin/Release/net10.0/PmpPulse.Benchmarks.dll soak --strict --output artifacts/soak.json

bench-guard: require-dotnet ## fail if the curation core has lost over a fifth of its lead on the reference reader
	@CONFIG=Release scripts/build.sh tests/PmpPulse.Benchmarks
	@exec dotnet tests/PmpPulse.Benchmarks/bin/Release/net10.0/PmpPulse.Benchmarks.dll curation --strict --rounds 7 --seconds 0.3 --output artifacts/bench-guard.json

fuzz: require-dotnet ## fuzz every parser of foreign bytes: FUZZ_SECONDS=300 for each  SEED=n  FUZZ_TARGET=name
	@scripts/build.sh tests/PmpPulse.Fuzzing
	@dotnet tests/PmpPulse.Fuzzing/bin/$(CONFIG)/net10.0/PmpPulse.Fuzzing.dll --Seconds=$(or $(FUZZ_SECONDS),300) --Seed=$(or $(SEED),0) --Target=$(FUZZ_TARGET)

mutate: require-dotnet ## break the code in small ways and see which of them no test notices: TARGET=fence|curation|replay|backlog  MUTATE_MINUTES=60
	@scripts/mutate.sh $(TARGET)

chaos: require-dotnet ## kill, stall and starve the real programs under load for some minutes: SEED=n  BROKER=localcloud|emulator|both
	@scripts/build.sh tests/PmpPulse.Chaos
	@dotnet tests/PmpPulse.Chaos/bin/$(CONFIG)/net10.0/PmpPulse.Chaos.dll

infra-check: ## check infra/terraform against the provider's schema, the design and the security matrix (needs Node)
	@scripts/infra-check.sh

bootstrap: ## once per Google Cloud project: Terraform's state bucket and the image registry: PROJECT=your-project-id
	@PROJECT="$(PROJECT)" scripts/gcp/bootstrap.sh

deploy: ## build and push the images, show Terraform's plan, ask, apply it
	@PROJECT="$(PROJECT)" scripts/gcp/deploy.sh

demo-up: ## start the pipeline on Google Cloud: ENGINE=push|worker|dataflow
	@PROJECT="$(PROJECT)" scripts/gcp/pmpctl.sh up $(if $(ENGINE),--engine $(ENGINE))

demo-down: ## stop it, and say what still costs money
	@PROJECT="$(PROJECT)" scripts/gcp/pmpctl.sh down

dataflow-check: require-dotnet ## check the Beam YAML pipeline, and its Python against the C# worker (needs python3)
	@scripts/build.sh tests/PmpPulse.Cli.Tests
	@scripts/build.sh tests/PmpPulse.Curation.Tests
	@dotnet test tests/PmpPulse.Cli.Tests $(QUIET) --no-build --filter 'FullyQualifiedName~BeamYaml'
	@dotnet test tests/PmpPulse.Curation.Tests $(QUIET) --no-build --filter 'FullyQualifiedName~DataflowAgreement'

google-protos: require-dotnet ## build everything against Google's own .proto files and run the client tests so (needs npm)
	@scripts/merge-google-protos.sh artifacts/google-protos/root
	@dotnet build PmpPulse.sln $(QUIET) -p:GoogleProtoRoot=$(CURDIR)/artifacts/google-protos/root --artifacts-path artifacts/google-protos
	@dotnet test tests/PmpPulse.GoogleCloud.Tests $(QUIET) --no-build -p:GoogleProtoRoot=$(CURDIR)/artifacts/google-protos/root --artifacts-path artifacts/google-protos --filter 'Category!=Slow'

images: ## build the container images: IMAGE_TAG=dev  IMAGE_PREFIX=pmp (needs Docker)
	@scripts/images.sh $(IMAGES)

container-test: require-dotnet images ## run the pipeline from its images, stopped under load (needs Docker)
	@scripts/build.sh tests/PmpPulse.Containers.Tests
	@CONTAINER_TESTS=true DOCKER_API_VERSION=$$(docker version --format '{{.Server.APIVersion}}') dotnet test tests/PmpPulse.Containers.Tests $(QUIET) --no-build --logger 'console;verbosity=normal'

sbom: require-dotnet ## write a bill of materials of each program into artifacts/sbom (CycloneDX)
	@scripts/sbom.sh

audit: require-dotnet ## ask the registries for known vulnerabilities, and look for secrets in files and history
	@scripts/secret-scan.sh
	@scripts/audit.sh

clean: ## delete what was built (history under .pmp stays)
	@find src tests \( -name bin -o -name obj \) -type d -prune -exec rm -rf {} +
	@rm -rf artifacts

.PHONY: local
local: require-dotnet
	@scripts/build.sh src/PmpPulse.Local

require-dotnet:
	@scripts/require-dotnet.sh
