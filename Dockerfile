FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY aggregator aggregator
COPY storage storage
RUN python -m venv /opt/aggregator && /opt/aggregator/bin/pip install --no-cache-dir '.[postgres]'

FROM python:3.13-slim
RUN useradd --create-home --home-dir /srv/aggregator --uid 10001 aggregator \
 && install -d -o aggregator -g aggregator /srv/aggregator/var
COPY --from=build /opt/aggregator /opt/aggregator
ENV PATH=/opt/aggregator/bin:$PATH PYTHONUNBUFFERED=1
WORKDIR /srv/aggregator
COPY --chown=aggregator feeds.yaml ./
USER aggregator
VOLUME /srv/aggregator/var
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
# Log lines for machines. The page answers inside the container only, until `service.listen` and AGGREGATOR_API_KEY open it.
CMD ["aggregator", "run", "--log", "json"]
