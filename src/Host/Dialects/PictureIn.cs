using InteractionCore.Model;
using InteractionCore.Sessions;

namespace AgentHost.Dialects;

/// <summary>A client's picture on its way to the model.</summary>
internal static class PictureIn
{
    /// <param name="base64">Of a JPEG or PNG file.</param>
    /// <param name="mediaType">"image/jpeg" or "image/png".</param>
    /// <param name="param">What the client calls the field.</param>
    /// <exception cref="ProtocolException">It is no such picture; the session goes on without it.</exception>
    public static void Show(SessionInput input, string base64, string mediaType, string param)
    {
        byte[] picture;
        try
        {
            picture = Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            throw Invalid($"\"{param}\" is not base64.", param);
        }

        if (PictureCheck.Problem(picture, mediaType) is { } problem)
        {
            throw Invalid(problem, param);
        }

        try
        {
            input.ShowFrame(new VideoFrame(picture, mediaType));
        }
        catch (FrameException exception)
        {
            throw Invalid(exception.Message, param);
        }
    }

    private static ProtocolException Invalid(string message, string param) => new("invalid_image", message, param);
}
