using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Turns;

namespace InteractionCore.Tests.Turns;

public sealed class ModelCardsTests
{
    private readonly ModelCards _cards = new();

    [Fact]
    public void A_counter_opens_at_zero_and_goes_up()
    {
        UiDescriptor opened = _cards.Take(CardMark.Counter, "", now: 1_000)!;
        UiDescriptor changed = _cards.Take(CardMark.Next, " one", now: 2_000)!;

        Assert.Equal(["createSurface", "updateComponents"], Kinds(opened));
        Assert.Contains("\"0\"", Json(opened), StringComparison.Ordinal);
        Assert.Equal(opened.SurfaceId, changed.SurfaceId);
        Assert.Equal(["updateComponents"], Kinds(changed));
        Assert.Contains("\"1\"", Json(changed), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_takes_the_words_that_are_said()
    {
        _cards.Take(CardMark.List, "", 0);
        _cards.Take(CardMark.Next, " gato", 1_000);

        string list = Json(_cards.Take(CardMark.Next, " perro", 2_000)!);

        Assert.Contains("\"gato\"", list, StringComparison.Ordinal);
        Assert.Contains("\"perro\"", list, StringComparison.Ordinal);
    }

    [Fact]
    public void A_timer_shows_once_its_length_is_known_and_goes_when_it_is_due()
    {
        Assert.Null(_cards.Take(CardMark.Timer, "", 0));
        UiDescriptor opened = _cards.Take(CardMark.Inside, " five", 0)!;

        UiDescriptor closed = _cards.Take(CardMark.Close, "", 5_000)!;

        Assert.Contains("5 s", Json(opened), StringComparison.Ordinal);
        Assert.Equal(["deleteSurface"], Kinds(closed));
        Assert.Equal(opened.SurfaceId, closed.SurfaceId);
    }

    [Fact]
    public void Closing_ends_the_count_while_a_timer_still_runs()
    {
        _cards.Take(CardMark.Timer, "", 0);
        _cards.Take(CardMark.Inside, " nine", 0);
        _cards.Take(CardMark.Counter, "", 1_000);

        Assert.Null(_cards.Take(CardMark.Close, "", 4_000));
        Assert.Null(_cards.Take(CardMark.Next, "", 5_000));
        Assert.NotNull(_cards.Take(CardMark.Close, "", 9_000));
    }

    [Fact]
    public void Marks_out_of_place_show_nothing()
    {
        Assert.Null(_cards.Take(CardMark.Next, " one", 0));
        Assert.Null(_cards.Take(CardMark.Inside, " five", 0));
        Assert.Null(_cards.Take(CardMark.Close, "", 0));
    }

    private static string[] Kinds(UiDescriptor card) => [.. card.Messages.Select(message => message.EnumerateObject().Last().Name)];

    private static string Json(UiDescriptor card) => string.Join('\n', card.Messages);
}
