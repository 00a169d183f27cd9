using AgentHost.Samples.Pronunciation;

namespace AgentHost.Tests.Samples;

public sealed class ReadingTests
{
    private readonly Reading _reading = new(["the", "girl", "and", "her", "dog"]);

    [Fact]
    public void Words_that_are_heard_as_they_stand_are_understood_one_by_one()
    {
        _reading.Hear(" the girl");

        Assert.Equal(["the", "girl", null, null, null], _reading.SoFar);
        Assert.False(_reading.IsAtEnd);
    }

    [Fact]
    public void Another_word_and_one_that_the_model_does_not_know_stand_in_the_place_of_those_that_were_meant()
    {
        _reading.Hear("the duck");
        _reading.Hear("and <other> dog");

        Assert.Equal(["the", "duck", "and", "<other>", "dog"], _reading.SoFar);
        Assert.True(_reading.IsOver);
    }

    [Fact]
    public void A_word_that_was_passed_over_is_empty()
    {
        _reading.Hear("the girl her dog");

        Assert.Equal(["the", "girl", "", "her", "dog"], _reading.SoFar);
    }

    [Fact]
    public void Words_too_many_are_nobodys()
    {
        _reading.Hear("well now the the girl and um her big dog");

        Assert.Equal(["the", "girl", "and", "her", "dog"], _reading.SoFar);
    }

    [Fact]
    public void A_last_word_that_is_another_one_is_the_end_and_yet_may_be_followed_by_the_right_one()
    {
        _reading.Hear("the girl and her duck");
        Assert.Equal((true, false), (_reading.IsAtEnd, _reading.IsOver));

        _reading.Hear("dog");

        Assert.Equal(["the", "girl", "and", "her", "dog"], _reading.SoFar);
        Assert.True(_reading.IsOver);
    }

    [Fact]
    public void What_was_not_read_was_left_out_when_nothing_more_comes()
    {
        _reading.Hear("the girl");

        Assert.Equal(["the", "girl", "", "", ""], _reading.Whole);
    }

    [Fact]
    public void A_murmur_begins_nothing()
    {
        _reading.Hear("okay um");

        Assert.False(_reading.IsBegun);
    }
}
