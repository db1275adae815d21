# asof api over a workspace that is mounted at /workspace; docs/serving.md has the commands.
FROM node:24-slim AS build
WORKDIR /asof
COPY package.json package-lock.json ./
# Nothing has to be compiled, and nobody opens a window in a container.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:24-slim
WORKDIR /asof
COPY package.json package-lock.json ./
# What is not JavaScript is not in the bundle: DuckDB, LMDB, the keychain.
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY --from=build /asof/dist dist
COPY sample-data sample-data
USER node
WORKDIR /workspace
EXPOSE 6566
# SIGTERM: /ready fails first, requests that are under way are answered.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:6566/health').then(({ok}) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/asof/dist/asof.js"]
CMD ["api", "--host", "0.0.0.0", "--keys", "/run/secrets/asof-keys", "--drain", "10s", "--access-log"]
