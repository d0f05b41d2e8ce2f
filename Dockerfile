# Touchledger in a container. It listens on the loopback of whatever network it is in, so give it the host's:
#   docker build -t touchledger . && docker run --network host -v touchledger:/data touchledger
FROM node:22.23-bookworm-slim AS node

FROM node AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY bin bin
# No package needs its install script: SQLite comes built with its package. `prepare` is the build, below.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY domain domain
COPY projections projections
COPY src src
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node
ENV NODE_ENV=production \
    TOUCHLEDGER_DATA=/data \
    PATH=/app/node_modules/.bin:$PATH
# A new volume takes its owner from here.
RUN mkdir /data && chown node:node /data
WORKDIR /app
COPY LICENSE package.json ./
COPY mappings mappings
COPY models models
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/bin bin
COPY --from=build /app/dist dist
USER node
VOLUME /data
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.TOUCHLEDGER_PORT || 8400}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1))"]
# Without a shell in between, SIGTERM reaches the process.
CMD ["touchledger", "serve"]
