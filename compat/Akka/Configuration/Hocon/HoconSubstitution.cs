namespace Akka.Configuration.Hocon;

/// <summary>A reference <c>${path}</c> to another value; it stands for nothing until <see cref="ResolvedValue"/> is set.</summary>
public class HoconSubstitution : IHoconElement, IMightBeAHoconObject
{
    protected HoconSubstitution() : this("") { }

    public HoconSubstitution(string path) => Path = path;

    public string Path { get; set; }

    public HoconValue ResolvedValue { get; set; }

    public bool IsString() => ResolvedValue is not null && ResolvedValue.IsString();

    public string GetString() => ResolvedValue?.GetString();

    public bool IsArray() => ResolvedValue is not null && ResolvedValue.IsArray();

    public IList<HoconValue> GetArray() => ResolvedValue?.GetArray() ?? [];

    public bool IsObject() => ResolvedValue is not null && ResolvedValue.IsObject();

    public HoconObject GetObject() => ResolvedValue?.GetObject();
}
