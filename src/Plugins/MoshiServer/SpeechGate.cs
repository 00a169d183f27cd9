using System.Buffers;

namespace MoshiServer;

/// <summary>
/// Lets speech through and keeps silence back: the server sends sound without end, and to this host a model that sends sound is one that speaks.
/// </summary>
/// <remarks>Opens 100 ms before what is loud and closes 400 ms after it. One caller at a time.</remarks>
internal sealed class SpeechGate
{
    /// <summary>20 ms at 24 kHz.</summary>
    public const int Piece = 480;

    private const int LeadPieces = 5, TailPieces = 20;

    /// <summary>A peak below it, -40 dB, is silence.</summary>
    private const float Quiet = .01f;

    private readonly float[] _piece = new float[Piece];
    private readonly Queue<float[]> _lead = new(LeadPieces);
    private int _filled;
    private int _open;

    /// <summary>Appends what is speech to <paramref name="speech"/>; up to 20 ms wait for the next call.</summary>
    public void Pass(ReadOnlySpan<float> samples, IBufferWriter<float> speech)
    {
        while (!samples.IsEmpty)
        {
            int count = Math.Min(Piece - _filled, samples.Length);
            samples[..count].CopyTo(_piece.AsSpan(_filled));
            samples = samples[count..];
            _filled += count;
            if (_filled == Piece)
            {
                _filled = 0;
                Pass(speech);
            }
        }
    }

    private void Pass(IBufferWriter<float> speech)
    {
        if (Array.Exists(_piece, static sample => Math.Abs(sample) >= Quiet))
        {
            while (_lead.TryDequeue(out float[]? before))
            {
                speech.Write(before);
            }

            _open = TailPieces;
        }

        if (_open > 0)
        {
            _open--;
            speech.Write(_piece);
            return;
        }

        float[] kept = _lead.Count == LeadPieces ? _lead.Dequeue() : new float[Piece];
        _piece.CopyTo(kept, 0);
        _lead.Enqueue(kept);
    }
}
