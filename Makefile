.DEFAULT_GOAL := help
help:
	@echo "targets: build"
build:
	dotnet build PmpPulse.sln
