namespace Transcriber.Moonshine;

/// <summary>A folder with the model: two graphs and the tokens.</summary>
internal sealed record MoonshineFiles(string Folder)
{
    public string Encoder => Path.Combine(Folder, "encoder_model.onnx");

    public string Decoder => Path.Combine(Folder, "decoder_model_merged.onnx");

    public string Tokens => Path.Combine(Folder, "tokens.txt");

    /// <summary>The first file that is not there; null when all are.</summary>
    public string? Missing => Array.Find([Encoder, Decoder, Tokens], file => !File.Exists(file));
}
