# `make run` and `make test` do everything, including the installation of system packages.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PREFIX ?= /usr/local
# What is needed to compile against libcrypt, OpenSSL and SQLite, and libargon2 to run.
PACKAGES := libssl-dev libcrypt-dev libsqlite3-dev libargon2-1
RELEASE := .build/release/gatehouse
SWIFT_SOURCES := Package.swift Sources Tests Examples Fuzz/Package.swift Fuzz/Sources/GatehouseFuzz
# How long `make fuzz` runs each target, and `make cluster-test` its cluster.
SECONDS ?= 60

.PHONY: help
help: ## Show this list.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: run
run: build .env-with-key ## Build and start the server in demo mode on http://localhost:8000.
	@exec $(RELEASE) serve --demo $(ARGS)

.PHONY: test
test: toolchain packages ## Build and run all tests.
	swift test

.PHONY: build
build: toolchain packages ## Build the server for release: one file, .build/release/gatehouse.
	swift build -c release --static-swift-stdlib --product gatehouse

.PHONY: check
check: toolchain packages ## Run what the pipeline runs: format, layers, build, tests.
	swift format lint --strict --recursive --parallel $(SWIFT_SOURCES)
	.ci/layering
	swift test
	.ci/compile-errors

.PHONY: cluster-test
cluster-test: toolchain packages ## Test several instances on one PostgreSQL that fails, for SECONDS (60, up to 200).
	@.ci/install-packages postgresql pgbouncer nginx-light procps
	GATEHOUSE_CLUSTER_SECONDS=$(SECONDS) \
	    swift test --filter 'Postgres|AccountStoreTests|Cluster|ProxyTests|PoolerTests|HistoryTests'

.PHONY: fuzz
fuzz: toolchain packages ## Fuzz each target of Fuzz/ for SECONDS (60) on one core.
	Fuzz/run $(SECONDS)

.PHONY: sanitize
sanitize: toolchain packages ## Run all tests under the address and the thread sanitizer.
	.ci/sanitize address
	.ci/sanitize thread

.PHONY: browser
browser: toolchain packages ## Test the docs page in headless Chromium.
	@.ci/install-packages chromium chromium-driver python3
	swift build --product gatehouse
	.ci/browser

.PHONY: format
format: toolchain ## Format all Swift files.
	swift format format --in-place --recursive --parallel $(SWIFT_SOURCES)

.PHONY: bench
bench: build ## Measure requests per second on loopback.
	@.ci/install-packages wrk python3
	Benchmarks/run $(RELEASE)

.PHONY: docs
docs: toolchain packages ## Build the API reference in .build/docs.
	rm -rf .build/symbol-graphs && mkdir -p .build/symbol-graphs
	swift build --target Gatehouse -Xswiftc -emit-symbol-graph \
	    -Xswiftc -emit-symbol-graph-dir -Xswiftc .build/symbol-graphs
	rm -f .build/symbol-graphs/*@*
	docc convert --fallback-display-name Gatehouse --fallback-bundle-identifier gatehouse \
	    --additional-symbol-graph-dir .build/symbol-graphs --output-path .build/docs

.PHONY: install
install: ## Install the server that `make build` has built into PREFIX (/usr/local).
	@test -x $(RELEASE) || { echo "Run \`make build\` first." >&2; exit 1; }
	install -D -m 755 $(RELEASE) $(DESTDIR)$(PREFIX)/bin/gatehouse

.PHONY: clean
clean: ## Remove everything that was built. Keeps .env.
	rm -rf .build .build-asan .build-tsan Fuzz/.build

.PHONY: toolchain
toolchain:
	@command -v swift > /dev/null || { \
	    echo "There is no Swift toolchain on the PATH. Gatehouse needs Swift 6.2 or later:" >&2; \
	    echo "https://www.swift.org/install/linux/ explains how to get one." >&2; \
	    exit 1; }

.PHONY: packages
packages:
	@.ci/install-packages $(PACKAGES)

# A secret key for this machine only, readable only by its owner. It is made once and kept.
.PHONY: .env-with-key
.env-with-key: build
	@[ -n "$${SECRET_KEY:-}" ] || .ci/write-secret-key $(RELEASE)
