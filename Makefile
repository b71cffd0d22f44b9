# Every target but `images` and `bundle` needs nothing but the .NET SDK; README.md gives the plain `dotnet` line of the two main ones.
CONFIGURATION ?= Release
ARGS ?= docs/examples/note-keeper

HELM ?= helm
DISTRIBUTION = dotnet run --project src/StartOperator.Distribution -c $(CONFIGURATION) --

.PHONY: run test build images chart bundle picture bench bench-packages crds rbac golden fmt clean

# A local cluster with a simulated arm64 node, the operator, and a sample package; ARGS=path/to/package runs your own.
run:
	dotnet run --project src/StartOperator.Cli -c $(CONFIGURATION) -- local $(ARGS)

# A test program that hangs is ended, and counts as failed; the limit is each program's own, and no slow machine needs that long.
test:
	dotnet test --solution StartOperator.sln -c $(CONFIGURATION) --timeout 90m

# Figures of the controller runtime, also in artifacts/bench.json; with clang at hand, of the operator compiled ahead of time, too.
bench:
	dotnet build bench/StartOperator.Bench -c $(CONFIGURATION)
	@if command -v clang >/dev/null; then \
	  dotnet publish bench/StartOperator.Bench.Operator -c $(CONFIGURATION) -r linux-x64 -p:PublishAot=true -o artifacts/bench-operator; \
	else echo "clang is not here: only the JIT-compiled operator is measured"; fi
	dotnet bench/StartOperator.Bench/bin/$(CONFIGURATION)/net10.0/bench.dll $(if $(wildcard artifacts/bench-operator/bench-operator),--native artifacts/bench-operator/bench-operator) $(BENCH)

# Figures of `startctl verify` and `startctl import` beside sha512sum and skopeo, also in artifacts/bench-packages.json; needs docker-registry and skopeo.
bench-packages:
	dotnet build bench/StartOperator.Bench -c $(CONFIGURATION)
	@if command -v clang >/dev/null; then \
	  dotnet publish src/StartOperator.Cli -c $(CONFIGURATION) -r linux-x64 -p:PublishAot=true -o artifacts/startctl; \
	else echo "clang is not here: the JIT-compiled startctl is measured"; fi
	dotnet bench/StartOperator.Bench/bin/$(CONFIGURATION)/net10.0/bench.dll packages $$(test -x artifacts/startctl/startctl && echo --startctl artifacts/startctl/startctl) $(BENCH)

# startctl and start-operator, into bin/.
build:
	dotnet publish src/StartOperator -c $(CONFIGURATION) -o bin --self-contained false
	dotnet publish src/StartOperator.Cli -c $(CONFIGURATION) -o bin --self-contained false
	@echo "bin/startctl and bin/start-operator are ready"

# The CustomResourceDefinitions, from the model.
crds:
	dotnet run --project src/StartOperator.Cli -c $(CONFIGURATION) -- crds --generate crds

# The operator's ClusterRole, from the attributes of its code.
rbac:
	{ echo '# Generated from the attributes of the code that needs these rights; `make rbac` writes it.'; \
	  dotnet run --project src/StartOperator.Cli -c $(CONFIGURATION) -- rbac; } > deploy/cluster-role.yaml

# The images, as OCI archives with their SBOMs in artifacts/images; images/build.sh says what it needs. ARCHITECTURES="arm64" makes those alone.
images:
	CONFIGURATION=$(CONFIGURATION) images/build.sh $(ARCHITECTURES)

# The files of the chart that are made from the code: roles, definitions, the table of values.
chart:
	$(DISTRIBUTION) chart charts/start-operator

# What the chart installs, for kubectl. Needs helm.
bundle: chart
	mkdir -p artifacts
	$(HELM) template start-operator charts/start-operator -n start-operator --kube-version 1.34.0 --skip-tests > artifacts/rendered.yaml
	$(DISTRIBUTION) bundle < artifacts/rendered.yaml > artifacts/start-operator.yaml && mv artifacts/start-operator.yaml deploy/start-operator.yaml
	rm artifacts/rendered.yaml

# The picture of the dashboard in docs/, with what a Prometheus has gathered of an operator: PROMETHEUS=http://127.0.0.1:9090.
picture:
	$(DISTRIBUTION) picture --prometheus $(PROMETHEUS)

# The expected files of the golden tests, from what the code does now: look at the diff before you commit it.
golden:
	UPDATE_GOLDEN=1 dotnet test --project tests/StartOperator.Rendering.Tests -c $(CONFIGURATION)

fmt:
	dotnet format StartOperator.sln

clean:
	dotnet clean StartOperator.sln -c $(CONFIGURATION) -v quiet
	rm -rf bin
