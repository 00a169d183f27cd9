using System.Buffers;
using System.Text.Json;
using AgentHost.Tests.Dialects;
using InteractionCore.Injections;
using InteractionCore.Model;
using OpenAILive.Tests.Hosts;

namespace OpenAILive.Tests;

/// <summary>
/// An exchange of this plugin with a host that ran wren, recorded by that host: a question, a task and its answer, an interruption. The
/// steps are the test's own, so that they can be counted.
/// </summary>
public sealed class RecordedExchangeTests
{
    [Fact]
    public async Task A_recorded_exchange_becomes_lanes_and_is_answered_as_it_was()
    {
        var recorded = RecordedRemote.Open("weather-interrupted");
        await using FakeRemote remote = await FakeRemote.StartAsync(recorded.PlayAsync);
        using RemoteModel model = Pair.ModelAt(remote.Address);
        using IModelSession session = model.CreateSession(new ModelSessionOptions());
        var lanes = new Lanes(model, session);

        await lanes.UntilAsync(() => lanes.Tasks.Count == recorded.Sent("session.delegation.created").Count());
        for (int task = 1; task <= lanes.Tasks.Count; task++)
        {
            session.Requested($"d{task}");
        }

        foreach (JsonElement answer in recorded.Heard("session.commentary.append"))
        {
            lanes.Inject(new Injection(InjectionKind.Result, answer.GetProperty("content").GetString()) { DelegationId = "d1" });
        }

        await lanes.UntilAsync(() => lanes.Yields == recorded.Sent("session.output_audio.cleared").Count());

        Assert.Equal(Words(recorded, "session.input_transcript.delta"), lanes.Heard);
        Assert.Equal(recorded.Sent("session.delegation.created").Select(created => created.GetProperty("delegation").GetProperty("task").GetString()), lanes.Tasks);
        Assert.StartsWith(lanes.Said, Words(recorded, "session.output_transcript.delta"), StringComparison.Ordinal);
        Assert.InRange(lanes.Samples, 1, recorded.Sent("session.output_audio.delta").Sum(delta => delta.GetProperty("delta").GetBytesFromBase64().Length / 2));
        Assert.Equal(
            recorded.Heard("session.commentary.append").Select(answer => (answer.GetProperty("content").GetString(), answer.GetProperty("delegation_id").GetString())),
            recorded.Said.Where(said => said.GetProperty("type").GetString() == "session.commentary.append").Select(answer => (answer.GetProperty("content").GetString(), answer.GetProperty("delegation_id").GetString())));
    }

    private static string Words(RecordedRemote recorded, string type) => string.Concat(recorded.Sent(type).Select(delta => delta.GetProperty("delta").GetString()));

    /// <summary>What the steps of a session wrote.</summary>
    private sealed class Lanes(RemoteModel model, IModelSession session)
    {
        private readonly ModelTurn _turn = new(model.Layout, session) { Index = -1 };
        private readonly ArrayBufferWriter<char> _text = new();

        public string Heard { get; private set; } = "";

        public string Said { get; private set; } = "";

        public List<string> Tasks { get; } = [];

        public int Yields { get; private set; }

        public int Samples { get; private set; }

        public void Inject(Injection injection)
        {
            _turn.Context[0] = session.Encode(injection)[0];
            Step(contextCount: 1);
        }

        public Task UntilAsync(Func<bool> condition) => ScriptedHost.UntilAsync(() =>
        {
            Step(contextCount: 0);
            Assert.Null(_turn.Failure);
            return condition();
        });

        private void Step(int contextCount)
        {
            _turn.Index++;
            _turn.ContextCount = contextCount;
            _turn.Clear();
            model.Step([_turn]);
            Samples += _turn.AudioSamples;
            Yields += _turn.Yielded ? 1 : 0;
            foreach (LaneToken token in _turn.Tokens)
            {
                switch (token)
                {
                    case { Lane: Lane.Heard }:
                        Heard += TextOf(token);
                        break;
                    case { Lane: Lane.Say }:
                        Said += TextOf(token);
                        break;
                    case { Lane: Lane.Delegate, Mark: SpanMark.Inside }:
                        Tasks.Add(TextOf(token));
                        break;
                }
            }
        }

        private string TextOf(LaneToken token)
        {
            _text.ResetWrittenCount();
            session.Decode(token, _text);
            return new string(_text.WrittenSpan);
        }
    }
}
