# The image of Kiln, and on it the image of its checks, which has the toolchains of the targets.
# One base: what lint, build and test run on is what generated the code.
FROM node:20-bookworm-slim AS kiln
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates git default-jre-headless maven \
  && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home --home-dir /home/kiln kiln \
  && install --directory --owner kiln /app /data /cache
WORKDIR /app
USER kiln
COPY --chown=kiln . .
# Installs packages, compiles and gets the generator; the database and the Temporal server are other containers.
ENV KILN_CACHE_DIR=/cache
RUN ./kiln setup --production
VOLUME ["/data", "/cache"]
EXPOSE 8080
ENTRYPOINT ["/app/kiln"]
CMD ["api"]

FROM kiln AS checks
USER root
RUN apt-get update \
  && apt-get install --yes --no-install-recommends \
    bubblewrap build-essential default-jdk-headless golang-go python3 python3-pip python3-venv \
  && rm -rf /var/lib/apt/lists/*
RUN ./kiln setup --production --toolchains && chown --recursive kiln /cache /app
USER kiln
CMD ["worker", "--queues", "checks"]
