namespace Akka.Configuration.Hocon;

/// <summary>Something that is an object only under circumstances: a value, or a substitution once it is resolved.</summary>
public interface IMightBeAHoconObject
{
    bool IsObject();

    HoconObject GetObject();
}
