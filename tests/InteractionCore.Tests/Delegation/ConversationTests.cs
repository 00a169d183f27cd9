using InteractionCore.Delegation;
using InteractionCore.Model;
using InteractionCore.Sessions;
using Microsoft.Extensions.AI;

namespace InteractionCore.Tests.Delegation;

public sealed class ConversationTests
{
    [Fact]
    public void The_request_comes_last_with_what_the_camera_saw()
    {
        IReadOnlyList<ChatMessage> messages = Conversation.ToMessages(new DelegationRequest
        {
            Id = "d1",
            Task = "what is this",
            Transcript = [new TranscriptEntry(Speaker.User, "look", 200), new TranscriptEntry(Speaker.Model, "okay", 900)],
            Frame = new VideoFrame(new byte[] { 1, 2 }, "image/png"),
            Audio = new short[] { 1, 2, 3 },
            AudioSampleRate = 16_000,
        }, AgentInputs.Image);

        Assert.Equal("The conversation so far:\nuser: look\nassistant: okay\n", messages[0].Text);
        Assert.Equal("what is this", messages[1].Text);
        Assert.Equal("image/png", Assert.Single(messages[1].Contents.OfType<DataContent>()).MediaType);
    }

    [Fact]
    public void A_language_model_that_hears_gets_the_users_voice()
    {
        IReadOnlyList<ChatMessage> messages = Conversation.ToMessages(
            new DelegationRequest { Id = "d1", Task = "what did I say", Transcript = [], Audio = new short[] { 1, -2, 3 }, AudioSampleRate = 16_000 }, AgentInputs.Audio);

        DataContent voice = Assert.Single(messages[0].Contents.OfType<DataContent>());
        Assert.Equal("audio/wav", voice.MediaType);
        Assert.Equal((50, "RIFF"), (voice.Data.Length, System.Text.Encoding.ASCII.GetString(voice.Data.Span[..4])));
    }

    [Fact]
    public void Repair_gives_every_open_call_a_result()
    {
        List<ChatMessage> messages =
        [
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "a"), new FunctionCallContent("c2", "b")]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "done")]),
            new(ChatRole.User, "and now?"),
        ];

        Conversation.Repair(messages);

        Assert.Equal(["assistant", "tool", "tool", "user"], messages.Select(message => message.Role.Value));
        Assert.Equal("c2", Assert.Single(messages[2].Contents.OfType<FunctionResultContent>()).CallId);
    }
}
