namespace Akka.Configuration.Hocon;

/// <summary>The elements between one pair of square brackets.</summary>
public class HoconArray : List<HoconValue>, IHoconElement
{
    public bool IsString() => false;

    public string GetString() => throw new NotImplementedException("This element is an array and not a string.");

    public bool IsArray() => true;

    public IList<HoconValue> GetArray() => this;

    public override string ToString() => $"[{string.Join(',', this)}]";
}
