using Akka.Configuration;

namespace FedPrune.Compat.Tests.Configuration;

public sealed class ConfigFallbackTests
{
    private readonly Config _above = "a { x = 1, o { p = 1 }\n}\nl = [1]\ns = hi\nonly = 1";
    private readonly Config _below = "a { x = 2, y = 3, o { q = 2 }\n}\nl = [2, 3]\ns { t = 1 }\nm { z = 1 }";

    private Config Both => _above.WithFallback(_below);

    [Fact]
    public void Objects_merge_and_everything_else_hides_what_is_below()
    {
        Assert.Equal(1, Both.GetInt("a.x"));
        Assert.Equal(3, Both.GetInt("a.y"));
        Assert.Equal(1, Both.GetInt("a.o.p"));
        Assert.Equal(2, Both.GetInt("a.o.q"));
        Assert.Equal([1], Both.GetIntList("l"));
        Assert.Equal("hi", Both.GetString("s"));
        Assert.False(Both.HasPath("s.t"));
        Assert.Equal(1, Both.GetInt("m.z"));
    }

    [Fact]
    public void Neither_side_changes()
    {
        var (above, below) = (_above.ToString(), _below.ToString());
        Assert.Equal(3, Both.GetInt("a.y"));
        Assert.Equal(above, _above.ToString());
        Assert.Equal(below, _below.ToString());
    }

    [Fact]
    public void A_sub_configuration_keeps_its_fallback()
    {
        var sub = Both.GetConfig("a");
        Assert.Equal(1, sub.GetInt("x"));
        Assert.Equal(3, sub.GetInt("y"));
        Assert.Equal(2, sub.Fallback.GetInt("x"));
        Assert.Equal(1, Both.GetConfig("m").GetInt("z"));
        Assert.Null(Both.GetConfig("nope"));
    }

    [Fact]
    public void Fallbacks_queue_up_behind_one_another()
    {
        var chain = ((Config)"a = 1").WithFallback("a = 2, b = 2").WithFallback("a = 3, b = 3, c = 3");
        Assert.Equal((1, 2, 3), (chain.GetInt("a"), chain.GetInt("b"), chain.GetInt("c")));
        Assert.Equal((2, 2), (chain.Fallback.GetInt("a"), chain.Fallback.GetInt("b")));
    }

    [Fact]
    public void A_fallback_that_adds_nothing_gives_the_same_object()
    {
        Assert.Same(_above, _above.WithFallback(Config.Empty));
        Assert.Same(_above, _above.WithFallback(null));
        Assert.Same(_below, Config.Empty.WithFallback(_below));
        Assert.Throws<ArgumentException>(() => _above.WithFallback(_above));
    }

    [Fact]
    public void A_safe_fallback_takes_null_empty_and_itself()
    {
        Assert.Same(_below, ((Config?)null).SafeWithFallback(_below));
        Assert.Same(_above, _above.SafeWithFallback(null));
        Assert.Same(_above, _above.SafeWithFallback(_above));
        Assert.Same(_above, Config.Empty.SafeWithFallback(_above));
    }

    [Fact]
    public void Operators_lay_the_left_side_over_the_right()
    {
        Assert.Equal(1, (_above + "only = 2, b = 2").GetInt("only"));
        Assert.Equal(2, (_above + "only = 2, b = 2").GetInt("b"));
        Assert.Equal(0, ("only = 0" + _above).GetInt("only"));
    }

    [Fact]
    public void The_text_shows_fallbacks_only_when_asked()
    {
        Assert.DoesNotContain("m : {", Both.ToString(), StringComparison.Ordinal);
        Assert.Contains("m : {", Both.ToString(includeFallback: true), StringComparison.Ordinal);
        Assert.Equal(["a", "l", "s", "m", "only"], Both.AsEnumerable().Select(static item => item.Key));
    }

    [Fact]
    public void Empty_means_no_keys()
    {
        Assert.True(Config.Empty.IsEmpty);
        Assert.True(ConfigurationFactory.ParseString("{}").IsEmpty);
        Assert.True(((Config)"a {}").GetConfig("a").IsNullOrEmpty());
        Assert.True(((Config?)null).IsNullOrEmpty());
        Assert.False(_above.IsEmpty);
        Assert.Equal(3, Config.Empty.GetInt("a.b", 3));
        Assert.Equal("", Config.Empty.ToString());
    }

    [Fact]
    public void A_value_can_be_put_at_a_key_and_an_object_made_a_configuration()
    {
        Assert.Equal(1, _above.GetValue("a").AtKey("k").GetInt("k.x"));
        Assert.Equal(1, _above.GetValue("a").ToConfig().GetInt("x"));
    }

    [Fact]
    public void Objects_become_keys()
    {
        var config = ConfigurationFactory.FromObject(new { akka = new { loglevel = "INFO", n = 3, b = true, l = new[] { 1, 2 } } });
        Assert.Equal("INFO", config.GetString("akka.loglevel"));
        Assert.Equal(3, config.GetInt("akka.n"));
        Assert.True(config.GetBoolean("akka.b"));
        Assert.Equal([1, 2], config.GetIntList("akka.l"));
    }

    [Fact]
    public void The_defaults_of_the_runtime_are_there()
    {
        var defaults = ConfigurationFactory.Default();
        Assert.Equal("INFO", defaults.GetString("akka.loglevel"));
        Assert.Equal(30, defaults.GetInt("akka.actor.default-dispatcher.throughput"));
        Assert.Equal(TimeSpan.FromSeconds(20), defaults.GetTimeSpan("akka.actor.creation-timeout"));
        Assert.Equal(TimeSpan.FromMilliseconds(10), defaults.GetTimeSpan("akka.scheduler.tick-duration"));
    }

    [Fact]
    public void A_missing_configuration_is_named()
    {
        Assert.Equal(
            "Failed to instantiate String: Configuration does not contain `a.b` node",
            ConfigurationException.NullOrEmptyConfig<string>("a.b").Message);
        Assert.Equal(
            "Failed to instantiate String: Configuration is null or empty",
            ConfigurationException.NullOrEmptyConfig<string>().Message);
    }
}
