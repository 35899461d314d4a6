using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <summary>One value: the elements that were written one after the other, read as text, list or object as they allow.</summary>
public class HoconValue : IMightBeAHoconObject
{
    public HoconValue() : this([]) { }

    internal HoconValue(List<IHoconElement> values) => Values = [.. values];

    public List<IHoconElement> Values { get; }

    /// <summary>Nothing was written, or an object without keys.</summary>
    public bool IsEmpty => Values.Count == 0 || Values is [HoconObject { Items.Count: 0 }, ..];

    public Config ToConfig() => new(new HoconRoot(this));

    public Config AtKey(string key)
    {
        var owner = new HoconObject();
        owner.Items[key] = this;
        return new HoconValue([owner]).ToConfig();
    }

    public bool IsObject() => GetObject() is not null;

    public HoconObject GetObject() => Values.FirstOrDefault() switch
    {
        HoconObject self => self,
        IMightBeAHoconObject other => other.GetObject(),
        _ => null,
    };

    public HoconValue GetChildObject(string key) => GetObject()?.GetKey(key);

    public void AppendValue(IHoconElement value) => Values.Add(value);

    public void Clear() => Values.Clear();

    public void NewValue(IHoconElement value)
    {
        Values.Clear();
        Values.Add(value);
    }

    public bool IsString() => Values.Count > 0 && Values.TrueForAll(static element => element.IsString());

    /// <summary>The text without the white space around it; null for <c>null</c> and for what is no text.</summary>
    public string GetString() => !IsString() ? null
        : Values.Count == 1 ? Values[0].GetString()?.Trim()
        : string.Concat(Values.Select(static element => element.GetString())).Trim();

    public bool IsArray() => GetArray().Count > 0;

    /// <summary>The elements of all arrays written here, one after the other.</summary>
    public IList<HoconValue> GetArray() =>
        [.. Values.Where(static element => element.IsArray()).SelectMany(static element => element.GetArray())];

    /// <summary>A switch: on or true, off or false.</summary>
    /// <exception cref="NotSupportedException">The text is none of on, off, true, false.</exception>
    public bool GetBoolean() => GetString() switch
    {
        "on" or "true" => true,
        "off" or "false" => false,
        var other => throw new NotSupportedException($"Unknown boolean format: {other}"),
    };

    public decimal GetDecimal() => decimal.Parse(GetString(), CultureInfo.InvariantCulture);

    public float GetFloat() => float.Parse(GetString(), CultureInfo.InvariantCulture);

    public double GetDouble() => double.Parse(GetString(), CultureInfo.InvariantCulture);

    public long GetLong() => long.Parse(GetString(), CultureInfo.InvariantCulture);

    public int GetInt() => int.Parse(GetString(), CultureInfo.InvariantCulture);

    public byte GetByte() => byte.Parse(GetString(), CultureInfo.InvariantCulture);

    public TimeSpan GetTimeSpan(bool allowInfinite = true) => HoconUnits.Duration(GetString(), allowInfinite);

    /// <summary>Bytes; null where there is no text.</summary>
    public long? GetByteSize() => GetString() is { } text ? HoconUnits.Bytes(text) : null;

    public IList<byte> GetByteList() => List(static value => value.GetByte());

    public IList<int> GetIntList() => List(static value => value.GetInt());

    public IList<long> GetLongList() => List(static value => value.GetLong());

    public IList<bool> GetBooleanList() => List(static value => value.GetBoolean());

    public IList<float> GetFloatList() => List(static value => value.GetFloat());

    public IList<double> GetDoubleList() => List(static value => value.GetDouble());

    public IList<decimal> GetDecimalList() => List(static value => value.GetDecimal());

    public IList<string> GetStringList() => List(static value => value.GetString());

    public override string ToString() => ToString(0);

    /// <summary>HOCON again, two spaces a level; at level 0 an object goes without its brackets.</summary>
    public virtual string ToString(int indent)
    {
        if (GetObject() is { } fields)
            return indent == 0 ? fields.ToString(1) : $"{{\r\n{fields.ToString(indent + 1)}{new string(' ', indent * 2)}}}";
        if (IsString()) return HoconText.Quoted(GetString() ?? "");
        return IsArray() ? $"[{string.Join(',', GetArray().Select(value => value.ToString(indent + 1)))}]" : "<<unknown value>>";
    }

    private List<T> List<T>(Func<HoconValue, T> read) => [.. GetArray().Select(read)];
}
