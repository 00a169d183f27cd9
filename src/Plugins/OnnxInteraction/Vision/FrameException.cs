namespace OnnxInteraction.Vision;

/// <summary>A picture that cannot be shown to the model. The message is for the client: what was found and what to send instead.</summary>
internal sealed class FrameException(string found) : Exception($"{found} {NextMove}")
{
    public const string NextMove = "Send JPEG or PNG of at most 16 megapixels and 8 MB; 160 x 120 is enough.";
}
