using InteractionCore.Model;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnnxInteraction.Runtime;

namespace OnnxInteraction.Vision;

/// <summary>
/// One session's sight: looks at each picture as it arrives, on the thread that brings it, so that a turn only takes the numbers
/// and a client that sends large pictures waits for them itself.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class Eyes : IDisposable
{
    private readonly SightGraph _graph;
    private readonly FrameReader _reader;
    private readonly NativeBuffer<byte> _picture;
    private readonly NativeBuffer<float> _sight;
    private readonly OrtValue _pictureValue;
    private readonly OrtValue _sightValue;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _run = new();
    private readonly Lock _looking = new();
    private readonly Lock _taking = new();
    private readonly float[] _latest;
    private bool _fresh;
    private bool _disposed;

    public Eyes(SightGraph graph)
    {
        _graph = graph;
        _reader = new FrameReader(graph.Card.Width, graph.Card.Height);
        _latest = new float[graph.Card.Numbers];
        _picture = new NativeBuffer<byte>(1, graph.Card.Width * graph.Card.Height * 3);
        _sight = new NativeBuffer<float>(1, graph.Card.Numbers);
        _pictureValue = _picture.View(TensorElementType.UInt8, 1, graph.Card.Height, graph.Card.Width, 3);
        _sightValue = _sight.View(TensorElementType.Float, 1, graph.Card.Numbers);
        _binding = graph.CreateBinding();
        _binding.BindInput(SightGraph.Input, _pictureValue);
        _binding.BindOutput(SightGraph.Output, _sightValue);
    }

    /// <summary>Looks at a picture.</summary>
    /// <exception cref="FrameException">It cannot be read; what was seen before stays.</exception>
    public void Look(VideoFrame frame)
    {
        lock (_looking)
        {
            if (!_disposed)
            {
                _reader.Read(frame, _picture.Row(0));
                Look();
            }
        }
    }

    /// <summary>Looks at pixels as the network takes them: RGB, row by row.</summary>
    public void Look(ReadOnlySpan<byte> rgb)
    {
        lock (_looking)
        {
            rgb.CopyTo(_picture.Row(0));
            Look();
        }
    }

    /// <summary>Takes the latest picture's numbers and a 1 behind them; zeros when none came since the last time.</summary>
    public void Take(Span<float> sight)
    {
        sight.Clear();
        lock (_taking)
        {
            if (_fresh)
            {
                _latest.CopyTo(sight);
                sight[^1] = 1;
                _fresh = false;
            }
        }
    }

    public void Dispose()
    {
        lock (_looking)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _binding.Dispose();
            _pictureValue.Dispose();
            _sightValue.Dispose();
            _picture.Dispose();
            _sight.Dispose();
            _run.Dispose();
        }
    }

    private void Look()
    {
        _graph.Run(_run, _binding);
        lock (_taking)
        {
            _sight.Row(0).CopyTo(_latest);
            _fresh = true;
        }
    }
}
