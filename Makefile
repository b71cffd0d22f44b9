# Every target needs nothing but the .NET SDK; README.md gives the plain `dotnet` line of the two main ones.
CONFIGURATION ?= Release
ARGS ?= docs/examples/note-keeper

.PHONY: run test build crds golden fmt clean

# A local cluster with a simulated arm64 node, the operator, and a sample package; ARGS=path/to/package runs your own.
run:
	dotnet run --project src/StartOperator.Cli -c $(CONFIGURATION) -- local $(ARGS)

# A test program that hangs is ended, and counts as failed.
test:
	dotnet test --solution StartOperator.sln -c $(CONFIGURATION) --timeout 25m

# startctl and start-operator, into bin/.
build:
	dotnet publish src/StartOperator -c $(CONFIGURATION) -o bin --self-contained false
	dotnet publish src/StartOperator.Cli -c $(CONFIGURATION) -o bin --self-contained false
	@echo "bin/startctl and bin/start-operator are ready"

# The CustomResourceDefinitions, from the model.
crds:
	dotnet run --project src/StartOperator.Cli -c $(CONFIGURATION) -- crds --generate crds

# The expected files of the golden tests, from what the code does now: look at the diff before you commit it.
golden:
	UPDATE_GOLDEN=1 dotnet test --project tests/StartOperator.Rendering.Tests -c $(CONFIGURATION)

fmt:
	dotnet format StartOperator.sln

clean:
	dotnet clean StartOperator.sln -c $(CONFIGURATION) -v quiet
	rm -rf bin
