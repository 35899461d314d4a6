using Akka.Configuration;

namespace FedPrune.Compat.Tests.Configuration;

public sealed class ConfigValueTests
{
    private static readonly Config s_other = "other = 1";

    private static Config Value(string text) => ConfigurationFactory.ParseString($"k = {text}");

    [Theory]
    [InlineData("10", 10)]
    [InlineData("1.5", 1.5)]
    [InlineData("10ms", 10)]
    [InlineData("2 millis", 2)]
    [InlineData("10 micros", 0.01)]
    [InlineData("500 nanos", 0.0005)]
    [InlineData("10s", 10_000)]
    [InlineData("\"10 s\"", 10_000)]
    [InlineData("0.5 seconds", 500)]
    [InlineData("1m", 60_000)]
    [InlineData("2 minutes", 120_000)]
    [InlineData("1.5 h", 5_400_000)]
    [InlineData("2days", 172_800_000)]
    public void A_duration_has_a_unit_and_a_bare_number_is_milliseconds(string text, double milliseconds) =>
        Assert.Equal(TimeSpan.FromTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond)), Value(text).GetTimeSpan("k"));

    [Theory]
    [InlineData("off")]
    [InlineData("-1s")]
    [InlineData("-1")]
    [InlineData("2min")]
    [InlineData("1us")]
    [InlineData("1w")]
    [InlineData("1 S")]
    public void A_duration_of_another_form_is_refused(string text) =>
        Assert.Throws<FormatException>(() => Value(text).GetTimeSpan("k"));

    [Fact]
    public void An_infinite_duration_is_refused_where_none_is_allowed()
    {
        Assert.Equal(Timeout.InfiniteTimeSpan, Value("infinite").GetTimeSpan("k"));
        Assert.Equal(Timeout.InfiniteTimeSpan, Value("Infinite").GetTimeSpan("k"));
        Assert.Throws<FormatException>(() => Value("infinite").GetTimeSpan("k", allowInfinite: false));
    }

    [Theory]
    [InlineData("10", 10)]
    [InlineData("128000b", 128_000)]
    [InlineData("10 bytes", 10)]
    [InlineData("2k", 2048)]
    [InlineData("2KiB", 2048)]
    [InlineData("2kB", 2000)]
    [InlineData("2 kilobytes", 2000)]
    [InlineData("2m", 2 << 20)]
    [InlineData("2 MiB", 2 << 20)]
    [InlineData("2MB", 2_000_000)]
    [InlineData("1G", 1L << 30)]
    [InlineData("1 TB", 1_000_000_000_000)]
    [InlineData("1 pebibyte", 1L << 50)]
    [InlineData("1e", 1L << 60)]
    public void A_size_in_single_letters_is_a_power_of_1024(string text, long bytes) =>
        Assert.Equal(bytes, Value(text).GetByteSize("k"));

    [Theory]
    [InlineData("1KB")]
    [InlineData("1kib")]
    [InlineData("1.5k")]
    [InlineData("1z")]
    [InlineData("infinite")]
    public void A_size_of_another_form_is_refused(string text) => Assert.Throws<FormatException>(() => Value(text).GetByteSize("k"));

    [Theory]
    [InlineData("on", true)]
    [InlineData("true", true)]
    [InlineData("\"on\"", true)]
    [InlineData("off", false)]
    [InlineData("false", false)]
    public void A_switch_is_on_or_off(string text, bool expected) => Assert.Equal(expected, Value(text).GetBoolean("k"));

    [Theory]
    [InlineData("yes")]
    [InlineData("True")]
    [InlineData("1")]
    [InlineData("null")]
    public void A_switch_of_another_form_is_refused(string text) =>
        Assert.Throws<NotSupportedException>(() => Value(text).GetBoolean("k"));

    [Fact]
    public void Numbers_are_read_whatever_the_culture()
    {
        Assert.Equal(-3, Value("-3").GetInt("k"));
        Assert.Equal(99_999_999_999, Value("\"99999999999\"").GetLong("k"));
        Assert.Equal(1000.0, Value("1e3").GetDouble("k"));
        Assert.Equal(1.5f, Value("1.5").GetFloat("k"));
        Assert.Equal(1.5m, Value("1.5").GetDecimal("k"));
        Assert.Equal(255, Value("255").GetValue("k").GetByte());
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("10k")]
    public void A_whole_number_of_another_form_is_refused(string text) => Assert.Throws<FormatException>(() => Value(text).GetInt("k"));

    [Fact]
    public void A_number_out_of_range_is_refused()
    {
        Assert.Throws<OverflowException>(() => Value("99999999999").GetInt("k"));
        Assert.Throws<OverflowException>(() => Value("256").GetValue("k").GetByte());
    }

    [Fact]
    public void A_missing_key_gives_the_default()
    {
        Assert.Null(s_other.GetString("k"));
        Assert.Equal("d", s_other.GetString("k", "d"));
        Assert.Equal(0, s_other.GetInt("k"));
        Assert.Equal(5, s_other.GetInt("k", 5));
        Assert.Equal(5L, s_other.GetLong("k", 5));
        Assert.Equal(0.5, s_other.GetDouble("k", 0.5));
        Assert.False(s_other.GetBoolean("k"));
        Assert.Equal(TimeSpan.Zero, s_other.GetTimeSpan("k"));
        Assert.Equal(TimeSpan.FromSeconds(3), s_other.GetTimeSpan("k", TimeSpan.FromSeconds(3)));
        Assert.Null(s_other.GetByteSize("k"));
        Assert.Equal(7, s_other.GetByteSize("k", 7));
        Assert.Null(s_other.GetConfig("k"));
        Assert.Null(s_other.GetValue("k"));
        Assert.False(s_other.HasPath("k"));
    }

    [Fact]
    public void A_missing_list_of_texts_is_empty_and_one_of_numbers_an_error()
    {
        Assert.Empty(s_other.GetStringList("k"));
        Assert.Equal(["d"], s_other.GetStringList("k", ["d"]));
        Assert.Throws<NullReferenceException>(() => s_other.GetIntList("k"));
    }

    [Fact]
    public void A_value_of_the_wrong_kind_gives_no_text_and_no_default()
    {
        Assert.Null(Value("[1]").GetString("k", "d"));
        Assert.Null(Value("{a = 1}").GetString("k", "d"));
        Assert.Null(Value("null").GetString("k", "d"));
        Assert.Throws<ArgumentNullException>(() => Value("null").GetInt("k", 4));
        Assert.Throws<ArgumentNullException>(() => Value("{}").GetTimeSpan("k", TimeSpan.FromSeconds(1)));
        Assert.Null(Value("null").GetByteSize("k", 4));
    }

    [Fact]
    public void Lists_are_read_element_by_element()
    {
        Assert.Equal(["a", "b c"], Value("[a, b c]").GetStringList("k"));
        Assert.Equal([1, 2], Value("[1\n2]").GetIntList("k"));
        Assert.Equal([1L], Value("[1]").GetLongList("k"));
        Assert.Equal([1.5], Value("[1.5]").GetDoubleList("k"));
        Assert.Equal([1.5f], Value("[1.5]").GetFloatList("k"));
        Assert.Equal([1.5m], Value("[1.5]").GetDecimalList("k"));
        Assert.Equal([(byte)15], Value("[15]").GetByteList("k"));
        Assert.Equal([true, false], Value("[on, off]").GetBooleanList("k"));
        Assert.Empty(Value("5").GetIntList("k"));
        Assert.Throws<FormatException>(() => Value("[1, x]").GetIntList("k"));
    }
}
