#!/usr/bin/env bash
# Records weather-interrupted.jsonl.gz anew: a host runs wren and records; OpenAI's LiveWS asks, answers the task, interrupts, and closes.
#   tests/OpenAILive.Tests/Recordings/record.sh     (after dotnet build src/Host, and npm ci in tests/Clients/node)
set -euo pipefail
cd "$(dirname "$0")/../../.."
folder=$(mktemp -d)
serving=
trap 'kill $serving 2>/dev/null || true; rm -rf "$folder"' EXIT

cat > "$folder/plugins.json" <<JSON
{ "plugins": [ { "id": "model", "assembly": "plugins/OnnxInteraction/OnnxInteraction.dll", "settings": { "model": "$PWD/models/wren", "device": "cpu" } } ] }
JSON
for said in weather-in-lisbon stop-please; do
    sox "tests/Shared/speech/$said.wav" -t raw -r 24000 -e signed -b 16 -c 1 "$folder/$said.pcm"
done
dotnet src/Host/bin/Debug/net10.0/AgentHost.dll --plugins "$folder/plugins.json" --urls http://127.0.0.1:5397 --record "$folder/recorded" & serving=$!
for _ in $(seq 60); do curl -sf http://127.0.0.1:5397/healthz >/dev/null && break; sleep 1; done
node tests/Clients/node/live.mjs http://127.0.0.1:5397/v1 "$folder/weather-in-lisbon.pcm" "$folder/stop-please.pcm" "$folder/events"
kill $serving; wait $serving 2>/dev/null || true

# What the client said aloud is not needed.
jq -c 'if .event.type == "session.input_audio.append" then .event.audio = "" else . end' "$folder"/recorded/*.jsonl \
  | gzip -9n > tests/OpenAILive.Tests/Recordings/weather-interrupted.jsonl.gz
