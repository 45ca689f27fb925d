using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using PmpPulse.LocalCloud.PubSub.Errors;

namespace PmpPulse.LocalCloud.PubSub.Resources;

/// <summary>Applies update masks, with the same validation as Google's API.</summary>
internal static class UpdateMasks
{
    /// <exception cref="Grpc.Core.RpcException">
    /// INVALID_ARGUMENT: the mask is missing, or names a field that is unknown or immutable.
    /// </exception>
    public static void Check(FieldMask? mask, MessageDescriptor resource, string request, string type, string[] mutable)
    {
        if (mask is null || mask.Paths.Count == 0)
        {
            throw PubSubErrors.InvalidArgument($"The update_mask in the {request} must be set, and must contain a non-empty paths list.");
        }

        foreach (var path in mask.Paths)
        {
            var field = path.Split('.')[0];
            if (resource.FindFieldByName(field) is null || !FieldMask.IsValid(resource, path))
            {
                throw PubSubErrors.InvalidArgument(
                    $"Invalid update_mask provided in the {request}: {path} is not a known {type} field. Note that field paths must be of the form 'push_config' rather than 'pushConfig'.");
            }

            if (!mutable.Contains(field))
            {
                throw PubSubErrors.InvalidArgument(
                    $"Invalid update_mask provided in the {request}: the {path} field in the {type} is not mutable.");
            }

        }
    }

    /// <summary>
    /// Replaces the masked fields of <paramref name="target"/> with those of <paramref name="source"/>, as a whole. Fields that are unset
    /// in the source become unset.
    /// </summary>
    /// <remarks><see cref="FieldMask.Merge(IMessage, IMessage, FieldMask.MergeOptions)"/> can't replace a map.</remarks>
    public static void Apply(FieldMask mask, IMessage source, IMessage target)
    {
        foreach (var path in mask.Paths) Apply(path.Split('.'), source, target);
    }

    private static void Apply(ReadOnlySpan<string> path, IMessage? source, IMessage target)
    {
        var field = target.Descriptor.FindFieldByName(path[0]).Accessor;
        var value = source is null ? null : field.GetValue(source);
        if (path.Length > 1)
        {
            if (field.GetValue(target) is not IMessage inner)
            {
                if (value is null) return;
                inner = field.Descriptor.MessageType.Parser.ParseFrom(ByteString.Empty);
                field.SetValue(target, inner);
            }

            Apply(path[1..], (IMessage?)value, inner);
            return;
        }

        field.Clear(target);
        if (field.Descriptor.IsMap) Copy((IDictionary?)value, (IDictionary)field.GetValue(target));
        else if (field.Descriptor.IsRepeated) Copy((IList?)value, (IList)field.GetValue(target));
        else if (value is not null) field.SetValue(target, value);
    }

    private static void Copy(IDictionary? source, IDictionary target)
    {
        if (source is null) return;
        foreach (DictionaryEntry entry in source) target.Add(entry.Key, entry.Value);
    }

    private static void Copy(IList? source, IList target)
    {
        if (source is null) return;
        foreach (var item in source) target.Add(item);
    }
}
