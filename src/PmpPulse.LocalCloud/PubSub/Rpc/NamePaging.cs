using PmpPulse.LocalCloud.PubSub.Errors;

namespace PmpPulse.LocalCloud.PubSub.Rpc;

/// <summary>Pages through lists sorted by name. A page token is the name after which the page starts.</summary>
internal static class NamePaging
{
    private const int MaxPage = 1000;

    public static (List<T> Page, string NextToken) Page<T>(IEnumerable<T> sorted, Func<T, string> name, int pageSize, string token)
    {
        if (pageSize < 0)
        {
            throw PubSubErrors.InvalidArgument(
                $"The value for page_size is too small. You passed {pageSize} in the request, but the minimum value is 0.");
        }

        var size = pageSize is 0 or > MaxPage ? MaxPage : pageSize;
        var page = sorted.Where(item => string.CompareOrdinal(name(item), token) > 0).Take(size + 1).ToList();
        if (page.Count <= size) return (page, "");
        page.RemoveAt(size);
        return (page, name(page[^1]));
    }
}
