# Every target works with nothing but the .NET SDK; README.md gives the plain `dotnet` line of each.
.PHONY: build test fmt clean

build:
	dotnet build StartOperator.sln -c Release

test:
	dotnet test --solution StartOperator.sln -c Release

fmt:
	dotnet format StartOperator.sln

clean:
	dotnet clean StartOperator.sln -v quiet
	rm -rf bin
