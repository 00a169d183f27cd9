using InteractionCore.Sessions;
using InteractionCore.Turns;

namespace InteractionCore.Tests.Turns;

public sealed class LoadShedderTests
{
    private readonly LoadShedder _shedder = new(turnsPerSecond: 5);

    [Theory]
    [InlineData(.5, Shedding.Nothing)]
    [InlineData(.75, Shedding.FewerFrames)]
    [InlineData(.9, Shedding.NoFrames)]
    [InlineData(1.2, Shedding.NoReports)]
    public void The_busier_the_loop_the_more_is_left_out(double load, Shedding expected)
    {
        _shedder.TurnTook(load, late: false);

        Assert.Equal(expected, _shedder.Level);
    }

    [Fact]
    public void A_late_turn_sheds_one_thing_more_whatever_the_load()
    {
        _shedder.TurnTook(load: .2, late: true);
        Assert.Equal(Shedding.FewerFrames, _shedder.Level);

        _shedder.TurnTook(load: .2, late: true);
        Assert.Equal(Shedding.NoFrames, _shedder.Level);
    }

    [Fact]
    public void It_comes_back_step_by_step_after_calm()
    {
        _shedder.TurnTook(load: .9, late: false);
        Calm(4);
        Assert.Equal(Shedding.NoFrames, _shedder.Level);

        Calm(1);
        Assert.Equal(Shedding.FewerFrames, _shedder.Level);

        Calm(5);
        Assert.Equal(Shedding.Nothing, _shedder.Level);
    }

    [Fact]
    public void Load_at_the_edge_does_not_make_it_swing()
    {
        _shedder.TurnTook(load: .71, late: false);
        for (int i = 0; i < 100; i++)
        {
            _shedder.TurnTook(load: i % 2 == 0 ? .69 : .71, late: false);
            Assert.Equal(Shedding.FewerFrames, _shedder.Level);
        }
    }

    private void Calm(int turns)
    {
        for (int i = 0; i < turns; i++)
        {
            _shedder.TurnTook(load: .3, late: false);
        }
    }
}
