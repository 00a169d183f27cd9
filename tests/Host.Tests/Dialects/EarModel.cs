using System.Buffers;
using System.Globalization;
using InteractionCore.Injections;
using InteractionCore.Model;

namespace AgentHost.Tests.Dialects;

/// <summary>
/// A model that hears marks, sounds of one level that is a number, and answers each at once with a turn of sound: what lies between a mark and
/// its answer is the host's and the network's.
/// </summary>
internal sealed class EarModel : IInteractionModel
{
    /// <summary>Numbers of marks, from 1.</summary>
    public const int Marks = 50;

    /// <summary>Of sound both ways, in Hz.</summary>
    public const int SampleRate = 16_000;

    private const float Levels = 64;

    private long _turns;

    public ModelLayout Layout { get; } = new()
    {
        InputSampleRate = SampleRate,
        InputSamplesPerTurn = SampleRate / 5,
        OutputSampleRate = SampleRate,
        MaxTokensPerTurn = 8,
        MaxContextTokensPerTurn = 4,
    };

    public ModelDescription Description { get; } = new("ear", "test", "none", Speaks: false);

    /// <summary>Turns taken, of all sessions.</summary>
    public long Turns => Interlocked.Read(ref _turns);

    /// <summary>The level of a mark's samples.</summary>
    public static float LevelOf(int mark) => mark / Levels;

    public IModelSession CreateSession(ModelSessionOptions options) => new Ear();

    public void Step(ReadOnlySpan<ModelTurn> turns)
    {
        Interlocked.Add(ref _turns, turns.Length);
        foreach (ModelTurn turn in turns)
        {
            int first = Array.FindIndex(turn.AudioIn, sample => sample > LevelOf(1) / 2);
            if (first >= 0 && ((Ear)turn.Session).IsNew((int)Math.Round(turn.AudioIn[first] * Levels)) is { } mark)
            {
                turn.Write(new LaneToken(Lane.Heard, mark, (int)(1_000L * first / SampleRate)));
                Array.Fill(turn.AudioOut, .25f);
                turn.AudioSamples = turn.AudioOut.Length;
            }
        }
    }

    public void Dispose()
    {
    }

    private sealed class Ear : IModelSession
    {
        private int _last;

        /// <summary>The mark; null for the rest of the one before.</summary>
        public int? IsNew(int mark)
        {
            bool isNew = mark != _last;
            _last = mark;
            return isNew ? mark : null;
        }

        public IReadOnlyList<int> Encode(Injection injection) => [];

        public void Decode(LaneToken token, IBufferWriter<char> text) => text.Write($" {token.Id.ToString(CultureInfo.InvariantCulture)}");

        public void Dispose()
        {
        }
    }
}
