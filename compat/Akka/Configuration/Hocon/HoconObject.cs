using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Keys and their values, in the order in which they were first written.</summary>
public class HoconObject : IHoconElement
{
    public Dictionary<string, HoconValue> Items { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>The same tree with every nested object as a dictionary; what is no object stays a <see cref="HoconValue"/>.</summary>
    public IDictionary<string, object> Unwrapped => Items.ToDictionary(
        static item => item.Key,
        static item => item.Value.GetObject() is { } nested ? (object)nested.Unwrapped : item.Value,
        StringComparer.Ordinal);

    public bool IsString() => false;

    public string GetString() => throw new NotImplementedException("This element is an object and not a string.");

    public bool IsArray() => false;

    public IList<HoconValue> GetArray() => throw new NotImplementedException("This element is an object and not an array.");

    public HoconValue GetKey(string key) => Items.GetValueOrDefault(key);

    public HoconValue GetOrCreateKey(string key)
    {
        if (!Items.TryGetValue(key, out var value)) Items[key] = value = new HoconValue();
        return value;
    }

    /// <summary>Lays <paramref name="other"/> over this object: objects are merged key by key, everything else is replaced.</summary>
    public void Merge(HoconObject other)
    {
        foreach (var (key, value) in other.Items)
        {
            if (value.GetObject() is { } above && Items.TryGetValue(key, out var own) && own.GetObject() is { } below)
                Items[key] = new HoconValue([Over(below, above)]);
            else
                Items[key] = value;
        }
    }

    public override string ToString() => ToString(0);

    public string ToString(int indent)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in Items)
            text.Append(' ', indent * 2).Append(HoconText.Quoted(key)).Append(" : ").Append(value.ToString(indent)).Append("\r\n");
        return text.ToString();
    }

    /// <summary>A new object with the keys of both, neither of which is changed; where they disagree, <paramref name="above"/> wins.</summary>
    internal static HoconObject Over(HoconObject below, HoconObject above)
    {
        var merged = new HoconObject { Items = new Dictionary<string, HoconValue>(below.Items, StringComparer.Ordinal) };
        merged.Merge(above);
        return merged;
    }
}
