# check=error=true

# docs/image.md tells how to build and to verify it, and how to pin these by their digests.
ARG BUILD_IMAGE=node:24-trixie-slim
ARG RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot

# On the builder's own platform, because the bundle is the same for all of them.
FROM --platform=$BUILDPLATFORM ${BUILD_IMAGE} AS bundle
WORKDIR /model-express-injector
COPY package.json package-lock.json ./
COPY packages packages
# Packages' own scripts are not run: nothing that is bundled needs one. The secret is for registries other than npm's.
RUN --mount=type=cache,target=/root/.npm \
    --mount=type=secret,id=npmrc,target=/root/.npmrc \
    npm ci --ignore-scripts
COPY LICENSE ./
COPY examples examples
COPY image image
COPY src src
RUN npm run bundle

FROM ${RUNTIME_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=""
ARG CREATED=""
ARG SOURCE=""
LABEL org.opencontainers.image.title="model-express-injector" \
      org.opencontainers.image.description="Gives every NVIDIA Dynamo pod its Model Express" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="${SOURCE}"
COPY --from=bundle /model-express-injector/dist /app
# By number, so that a kubelet can tell that it is not root.
USER 65532:65532
EXPOSE 8443 9402
STOPSIGNAL SIGTERM
ENTRYPOINT ["/nodejs/bin/node", "/app/src/main.mjs"]
CMD ["--help"]
