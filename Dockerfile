# docker build -t adaptedflow .   runs the first of the two commands; the second: docker run adaptedflow
FROM python:3.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends make git && rm -rf /var/lib/apt/lists/*
WORKDIR /companion
COPY . .
RUN make figures
EXPOSE 8888
CMD ["make", "test"]
