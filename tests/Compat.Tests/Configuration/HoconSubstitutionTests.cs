using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace FedPrune.Compat.Tests.Configuration;

public sealed class HoconSubstitutionTests
{
    private static Config Parse(string hocon) => ConfigurationFactory.ParseString(hocon);

    [Theory]
    [InlineData("a = 1\nb = ${a}", "1")]
    [InlineData("b = ${a}\na = 1", "1")]
    [InlineData("a.x = 1\nb = x ${a.x} y", "x 1 y")]
    [InlineData("a = p\nb = ${a}\" q\"", "p q")]
    [InlineData("a = p\nb = \"${a}\"", "${a}")]
    public void A_substitution_stands_for_the_value_at_its_path(string hocon, string text) =>
        Assert.Equal(text, Parse(hocon).GetString("b"));

    [Fact]
    public void A_substitution_may_stand_for_an_object_or_an_array()
    {
        var config = Parse("a { x = 1 }\nb = ${a}\nc = [1]\nd = ${c} [2]");
        Assert.Equal(1, config.GetInt("b.x"));
        Assert.Equal([1, 2], config.GetIntList("d"));
    }

    [Fact]
    public void An_object_beside_a_substituted_object_wins_alone()
    {
        var config = Parse("a { x = 1 }\nb = ${a} { y = 2 }");
        Assert.Equal(2, config.GetInt("b.y"));
        Assert.False(config.HasPath("b.x"));
    }

    [Fact]
    public void A_substitution_of_nothing_is_refused()
    {
        var error = Assert.Throws<FormatException>(() => Parse("b = ${nope}"));
        Assert.Equal("Unresolved substitution: nope", error.Message);
        Assert.Throws<FormatException>(() => Parse("b = ${a}").WithFallback("a = 1"));
    }

    [Fact]
    public void An_optional_substitution_gives_no_text()
    {
        Assert.Null(Parse("b = ${?nope}").GetString("b"));
        Assert.Null(Parse("b = x ${?nope} y").GetString("b"));
        Assert.True(Parse("b = ${?nope}").HasPath("b"));
    }

    [Fact]
    public void A_text_knows_its_substitutions()
    {
        var one = Assert.Single(Parse("a = 1\nb = ${a}").Substitutions);
        Assert.Equal("a", one.Path);
        Assert.Equal(1, one.ResolvedValue.GetInt());
    }

    [Fact]
    public void What_is_included_lands_where_it_is_included()
    {
        var config = ConfigurationFactory.ParseString(
            "p {\n include \"part\"\n q = ${p.z}\n}",
            static name => Parser.Parse($"z = {name}\ny = ${{z}}", null));
        Assert.Equal("part", config.GetString("p.z"));
        Assert.Equal("part", config.GetString("p.y"));
        Assert.Equal("part", config.GetString("p.q"));
    }

    [Fact]
    public void What_is_written_last_wins_over_what_is_included_and_the_other_way_round()
    {
        static HoconRoot Included(string name) => Parser.Parse("z = 1\nd { e = 1 }", null);
        var before = ConfigurationFactory.ParseString("z = 0\ninclude \"x\"", Included);
        var after = ConfigurationFactory.ParseString("include \"x\"\nz = 0\nd.f = 2", Included);
        Assert.Equal(1, before.GetInt("z"));
        Assert.Equal(0, after.GetInt("z"));
        Assert.Equal(1, after.GetInt("d.e"));
        Assert.Equal(2, after.GetInt("d.f"));
    }
}
