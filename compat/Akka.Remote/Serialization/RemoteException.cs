using System.Runtime.Serialization;
using Akka.Util;

namespace Akka.Remote.Serialization;

/// <summary>
/// An exception by its type, message and cause. It comes back as the same type where that has a constructor for a message (and
/// a cause), else as the nearest base that has: nothing of an exception from elsewhere is run but such a constructor.
/// </summary>
internal static class RemoteException
{
    private const int DeepestCause = 16;

    public static WireWriter Write(WireWriter writer, Exception exception)
    {
        var depth = 0;
        for (; exception is not null && depth < DeepestCause; exception = exception.InnerException, depth++)
        {
            writer.Flag(true).Text(Names.Qualified(exception.GetType())).Text(exception.Message).Text(exception.StackTrace);
        }

        return writer.Flag(false);
    }

    public static Exception Read(ref WireReader reader, int depth = 0)
    {
        if (!reader.Flag()) return null;
        if (depth == DeepestCause) throw new SerializationException("An exception's causes go too deep");
        var typeName = reader.Text();
        var message = reader.Text();
        var stackTrace = reader.Text();
        var made = Make(typeName, message, Read(ref reader, depth + 1));
        if (!string.IsNullOrEmpty(stackTrace)) System.Runtime.ExceptionServices.ExceptionDispatchInfo.SetRemoteStackTrace(made, stackTrace);
        return made;
    }

    private static Exception Make(string typeName, string message, Exception cause)
    {
        for (var type = Type.GetType(typeName); type is not null && typeof(Exception).IsAssignableFrom(type); type = type.BaseType)
        {
            if (type.IsAbstract) continue;
            if (cause is not null && type.GetConstructor([typeof(string), typeof(Exception)]) is { } both) return (Exception)both.Invoke([message, cause]);
            if (cause is null && type.GetConstructor([typeof(string)]) is { } one) return (Exception)one.Invoke([message]);
        }

        return new AggregateException(message);
    }
}
