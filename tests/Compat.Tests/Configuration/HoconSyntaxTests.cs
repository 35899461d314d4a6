using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace FedPrune.Compat.Tests.Configuration;

public sealed class HoconSyntaxTests
{
    private static Config Parse(string hocon) => ConfigurationFactory.ParseString(hocon);

    /// <summary>The tree in one line: <c>a={b=1;c=[1|2]}</c>; nothing written is <c>?</c>.</summary>
    private static string Shape(HoconValue value)
    {
        if (value.GetObject() is { } fields) return $"{{{string.Join(';', fields.Items.Select(item => $"{item.Key}={Shape(item.Value)}"))}}}";
        if (value.IsString()) return value.GetString() ?? "null";
        return value.IsArray() ? $"[{string.Join('|', value.GetArray().Select(Shape))}]" : "?";
    }

    private static string Shape(string hocon) => Shape(Parse(hocon).Root)[1..^1];

    [Theory]
    [InlineData("", "")]
    [InlineData("# c\n// d\n", "")]
    [InlineData("{a=1}", "a=1")]
    [InlineData("a=1,b:2\nc=3", "a=1;b=2;c=3")]
    [InlineData("a=1\r\nb=2", "a=1;b=2")]
    [InlineData("a // c\n=\n# d\n1", "a=1")]
    [InlineData("a {b=1} c=2", "a={b=1};c=2")]
    [InlineData("a={b=1},c=2", "a={b=1};c=2")]
    [InlineData("a={b={c=1},d=2}", "a={b={c=1};d=2}")]
    [InlineData("a.b.c {d.e=1, f=2}\na.b.g=3", "a={b={c={d={e=1};f=2};g=3}}")]
    [InlineData("{\"a\":{\"b\":1,\"c\":[1,2.5,\"x y\"]},\"d\":true,\"e\":null}", "a={b=1;c=[1|2.5|x y]};d=true;e=null")]
    public void Objects_nest_by_brackets_and_by_dots(string hocon, string shape) => Assert.Equal(shape, Shape(hocon));

    [Theory]
    [InlineData("a=1\na=2", "a=2")]
    [InlineData("a{b=1}\na{c=2}", "a={b=1;c=2}")]
    [InlineData("a{b=1}\na=3", "a=3")]
    [InlineData("a=3\na{b=1}", "a={b=1}")]
    [InlineData("a=[1]\na=[2]", "a=[2]")]
    [InlineData("a={b=1}{c=2}", "a={b=1;c=2}")]
    [InlineData("a=[1,2] [3]", "a=[1|2|3]")]
    [InlineData("a=[1]\na+=2", "a=[1];a+=2")]
    public void What_is_written_twice_merges_or_replaces(string hocon, string shape) => Assert.Equal(shape, Shape(hocon));

    [Theory]
    [InlineData("a=[]", "a=?")]
    [InlineData("a=[1,2,]", "a=[1|2]")]
    [InlineData("a=[\n1\n2, # c\n3]", "a=[1|2|3]")]
    [InlineData("a=[1 2\n3 4]", "a=[1 2|3 4]")]
    [InlineData("a=[[1],[2,3]]", "a=[[1]|[2|3]]")]
    [InlineData("a=[{b=1}\n{c=2}]", "a=[{b=1}|{c=2}]")]
    [InlineData("a=[1\n,2]", "a=[1|?|2]")]
    public void Arrays_are_separated_by_commas_or_lines(string hocon, string shape) => Assert.Equal(shape, Shape(hocon));

    [Theory]
    [InlineData("x y  z # c", "x y  z")]
    [InlineData("x // c", "x")]
    [InlineData("x+y/z-1", "x+y/z-1")]
    [InlineData("'x'", "'x'")]
    [InlineData("\"x = {y}\" z", "x = {y} z")]
    [InlineData("\" x \"", "x")]
    [InlineData("\"x\\n\\t\\\"q\\\\ \\u0041\"", "x\n\t\"q\\ A")]
    [InlineData("\"\"\"x\n\"y\" \\n z\"\"\"", "x\n\"y\" \\n z")]
    [InlineData("\"\"", "")]
    public void Text_is_unquoted_quoted_or_triple_quoted(string value, string text) =>
        Assert.Equal(text, Parse($"a = {value}\nb = 1").GetString("a"));

    [Fact]
    public void A_quoted_key_keeps_its_dots()
    {
        var config = Parse("a.\"b.c\".d = 1\n\"e f\" = 2\ng h = 3");
        Assert.Equal(1, config.GetInt("a.\"b.c\".d"));
        Assert.False(config.HasPath("a.b.c.d"));
        Assert.Equal(2, config.GetInt("e f"));
        Assert.Equal(3, config.GetInt("g h"));
    }

    [Theory]
    [InlineData("a {b=1},c=2")]
    [InlineData("a=1\n,b=2")]
    [InlineData("a=1,,b=2")]
    [InlineData("a=x@y")]
    [InlineData("a=x?y")]
    [InlineData("a=$x")]
    [InlineData("a@b=1")]
    [InlineData("a=")]
    [InlineData("a=\"x\\q\"")]
    [InlineData("/* c */ a=1")]
    public void What_cannot_be_read_is_refused(string hocon) => Assert.Throws<FormatException>(() => Parse(hocon));

    [Fact]
    public void A_refusal_points_at_the_place() => Assert.Equal(
        "Unknown token at position 11: \nb {d=1},c=2\n       ^   \n",
        Assert.Throws<FormatException>(() => Parse("a=1\nb {d=1},c=2")).Message);

    [Theory]
    [InlineData("a = http://x.y")]
    [InlineData("a=\nb=1")]
    [InlineData("a=b=c")]
    public void An_assignment_within_unquoted_text_is_refused(string hocon) =>
        Assert.Throws<ConfigurationException>(() => Parse(hocon));

    [Theory]
    [InlineData("a {b=1", "a={b=1}")]
    [InlineData("a=1}\nb=2", "a=1")]
    [InlineData("a=[1", "a=[1]")]
    [InlineData("a", "a=?")]
    [InlineData("a=}", "a=?")]
    public void A_bracket_too_few_or_too_many_goes_unnoticed(string hocon, string shape) => Assert.Equal(shape, Shape(hocon));

    [Fact]
    public void Text_written_out_can_be_read_again()
    {
        const string Hocon = "a {\n b = \"x y\"\n c = [1, {d = 2}]\n}\ne = on";
        var written = Parse(Hocon).ToString();
        Assert.Equal(
            "  a : {\r\n    b : \"x y\"\r\n    c : [1,{\r\n        d : 2\r\n      }]\r\n  }\r\n  e : on\r\n",
            written);
        Assert.Equal(Shape(Hocon), Shape(written));
    }
}
