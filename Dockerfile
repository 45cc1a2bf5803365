# One image for every process of the fleet; docker-compose.yml says which command each one runs.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
RUN python -m venv /venv
# The lock comes first, so that a change of our code does not install the libraries again.
COPY requirements-run.lock ./
RUN /venv/bin/pip install --require-hashes -r requirements-run.lock
COPY pyproject.toml README.md LICENSE ./
COPY integrator integrator
COPY tasks tasks
RUN /venv/bin/pip install --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN groupadd --gid 10001 fleet \
    && useradd --uid 10001 --gid fleet --no-create-home --shell /usr/sbin/nologin fleet \
    && install -d -o fleet -g fleet -m 0700 /data
COPY --from=build /venv /venv
COPY config /app/config
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    INTEGRATOR_DATA_DIR=/data \
    INTEGRATOR_CONFIG_DIR=/app/config
USER fleet
EXPOSE 8080
CMD ["integrator", "ingress"]
