namespace Akka.Configuration;

public partial class Config
{
    /// <summary>A switch: on or true, off or false.</summary>
    /// <exception cref="NotSupportedException">The value is none of on, off, true, false.</exception>
    public virtual bool GetBoolean(string path, bool @default = false) => GetValue(path)?.GetBoolean() ?? @default;

    /// <summary>A size in bytes: <c>10b</c>, <c>2k</c> = <c>2KiB</c> = 2048, <c>2kB</c> = 2000; null if it is not there.</summary>
    public virtual long? GetByteSize(string path) => GetByteSize(path, null);

    /// <inheritdoc cref="GetByteSize(string)"/>
    public virtual long? GetByteSize(string path, long? def = null) => GetValue(path) is { } value ? value.GetByteSize() : def;

    public virtual int GetInt(string path, int @default = 0) => GetValue(path)?.GetInt() ?? @default;

    public virtual long GetLong(string path, long @default = 0) => GetValue(path)?.GetLong() ?? @default;

    public virtual string GetString(string path, string @default = null) => GetValue(path) is { } value ? value.GetString() : @default;

    public virtual float GetFloat(string path, float @default = 0) => GetValue(path)?.GetFloat() ?? @default;

    public virtual decimal GetDecimal(string path, decimal @default = 0) => GetValue(path)?.GetDecimal() ?? @default;

    public virtual double GetDouble(string path, double @default = 0) => GetValue(path)?.GetDouble() ?? @default;

    /// <summary>A duration; a bare number is milliseconds, <c>infinite</c> is <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true) =>
        GetValue(path)?.GetTimeSpan(allowInfinite) ?? @default.GetValueOrDefault();

    /// <summary>The texts of a list; empty if it is not there.</summary>
    public virtual IList<string> GetStringList(string path) => GetStringList(path, []);

    public virtual IList<string> GetStringList(string path, string[] defaultPaths) =>
        GetValue(path)?.GetStringList() ?? [.. defaultPaths];

    public virtual IList<bool> GetBooleanList(string path) => Listed(path).GetBooleanList();

    public virtual IList<decimal> GetDecimalList(string path) => Listed(path).GetDecimalList();

    public virtual IList<float> GetFloatList(string path) => Listed(path).GetFloatList();

    public virtual IList<double> GetDoubleList(string path) => Listed(path).GetDoubleList();

    public virtual IList<int> GetIntList(string path) => Listed(path).GetIntList();

    public virtual IList<long> GetLongList(string path) => Listed(path).GetLongList();

    public virtual IList<byte> GetByteList(string path) => Listed(path).GetByteList();

    private Hocon.HoconValue Listed(string path) =>
        GetValue(path) ?? throw new NullReferenceException($"There is no list at {path}, and a list of numbers has no default.");
}
